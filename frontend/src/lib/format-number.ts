import { t } from '../text'

const whole = new Intl.NumberFormat(t.locale, { maximumFractionDigits: 0 })
const tenth = new Intl.NumberFormat(t.locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 })

export const formatCount = (n: number): string => whole.format(n)
export const formatTenth = (n: number): string => tenth.format(n)

const short = new Intl.NumberFormat(t.locale, { maximumFractionDigits: 3 })
/** A number with as many decimals as it has, three at most. */
export const formatNumber = (n: number): string => short.format(n)

const share = new Intl.NumberFormat(t.locale, { style: 'percent', maximumFractionDigits: 1 })
/** A share as a percentage, to a tenth where it has one: for what was stated or counted, not estimated. */
export const formatShare = (p: number): string => share.format(p)

/** A probability as a percentage. One that is neither never and sure is never shown as 0% or 100%. */
export function formatChance(p: number): string {
  if (p > 0 && p < 0.005) return '<1%'
  if (p < 1 && p >= 0.995) return '>99%'
  return `${Math.round(p * 100)}%`
}

/** An interval of probabilities as one writes it: "26–87%". */
export function formatChanceRange(low: number, high: number): string {
  const [from, to] = [formatChance(low), formatChance(high)]
  if (from === to) return from
  return `${/^\d/.test(from) && /^\d/.test(to) ? from.slice(0, -1) : from}–${to}`
}

/** A difference with its sign: "+12", "−1.5", "0". */
export function formatDifference(n: number, digits = 0): string {
  const text = Math.abs(n).toLocaleString(t.locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return Number(Math.abs(n).toFixed(digits)) === 0 ? text : `${n < 0 ? '−' : '+'}${text}`
}

/** A number with so many decimals and a real minus sign: "0.93", "−0.06". */
export const formatFixed = (n: number, digits: number): string =>
  (Number(n.toFixed(digits)) === 0 ? 0 : n).toFixed(digits).replace('-', '−')

/** The factor of a change in odds: "× 1.57". */
export function formatFactor(factor: number): string {
  const digits = factor >= 100 ? 0 : factor >= 10 ? 1 : 2
  return `× ${factor.toFixed(digits)}`
}

/** A time in seconds, in the unit that a person would say it in. */
export function formatDuration(seconds: number): string {
  if (seconds < 0.0995) return `${(seconds * 1000).toFixed(seconds < 0.00995 ? 2 : 1)} ms`
  if (seconds < 0.9995) return `${(seconds * 1000).toFixed(0)} ms`
  return `${seconds.toFixed(2)} s`
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KiB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`
}

/** What is counted, in the right number: plural(3, { one: 'change', other: 'changes' }). */
export function plural(n: number, words: { one: string; other: string }): string {
  return `${formatCount(n)} ${new Intl.PluralRules(t.locale).select(n) === 'one' ? words.one : words.other}`
}
