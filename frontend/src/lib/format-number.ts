import { t } from '../text'

const whole = new Intl.NumberFormat(t.locale, { maximumFractionDigits: 0 })
const tenth = new Intl.NumberFormat(t.locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 })

export const formatCount = (n: number): string => whole.format(n)
export const formatTenth = (n: number): string => tenth.format(n)

/** A probability as a percentage. One that is neither never and sure is never shown as 0% or 100%. */
export function formatChance(p: number): string {
  if (p > 0 && p < 0.005) return '<1%'
  if (p < 1 && p >= 0.995) return '>99%'
  return `${Math.round(p * 100)}%`
}

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
