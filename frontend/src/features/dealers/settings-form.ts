import * as v from 'valibot'
import type { DealerSettings } from '../../api/types'
import { t } from '../../text'

/** The settings as they are typed: percentages and dollars as text. */
export interface SettingsForm {
  thresholds: { high: string; moderate: string; follow_up: string }
  tone: DealerSettings['tone']
  prices: { family: string; parts: string; labor: string }[]
  climate: { state: string; celsius: string; source: string }[]
  uncontacted: string
}

const rules = t.settings.rules
const number = (least: number, most: number, message: string) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.check(s => s !== '' && Number.isFinite(Number(s)) && Number(s) >= least && Number(s) <= most, message),
  )
const percent = v.pipe(
  v.string(),
  v.trim(),
  v.check(s => Number(s) > 0 && Number(s) < 100, rules.percent),
)
const dollars = v.pipe(
  v.string(),
  v.trim(),
  v.check(s => /^\d{1,6}(\.\d{1,2})?$/.test(s.replace(/^\$/, '').replaceAll(',', '')), rules.money),
)

export const settingsRules = v.pipe(
  v.object({
    thresholds: v.object({ high: percent, moderate: percent, follow_up: percent }),
    tone: v.picklist(['friendly', 'formal', 'brief']),
    prices: v.array(
      v.object({
        family: v.pipe(v.string(), v.trim(), v.minLength(1, rules.family), v.maxLength(60, rules.family)),
        parts: dollars,
        labor: dollars,
      }),
    ),
    climate: v.array(
      v.object({
        state: v.pipe(v.string(), v.trim(), v.toUpperCase(), v.regex(/^[A-Z]{2}$/, rules.state)),
        celsius: number(-20, 40, rules.celsius),
        source: v.pipe(v.string(), v.trim(), v.minLength(1, rules.source), v.maxLength(200, rules.source)),
      }),
    ),
    uncontacted: v.pipe(v.string(), v.trim(), v.regex(/^([0-9]|10)$/, rules.uncontacted)),
  }),
  v.forward(
    v.check(s => falls(s.thresholds), rules.falling),
    ['thresholds', 'high'],
  ),
)

const falls = (x: SettingsForm['thresholds']) =>
  Number(x.high) > Number(x.moderate) && Number(x.moderate) > Number(x.follow_up)

/** Cents as they are typed: "129.50", and "129" without cents. */
const typed = (cents: number) => (cents % 100 === 0 ? String(cents / 100) : (cents / 100).toFixed(2))
/** Dollars without the error of a binary fraction. */
export const cents = (dollars: string) =>
  Math.round(Number(dollars.trim().replace(/^\$/, '').replaceAll(',', '')) * 100)
const asPercent = (share: number) => String(Number((share * 100).toFixed(4)))

export function formOf(s: DealerSettings): SettingsForm {
  const { high, moderate, follow_up } = s.thresholds
  return {
    thresholds: { high: asPercent(high), moderate: asPercent(moderate), follow_up: asPercent(follow_up) },
    tone: s.tone,
    prices: s.price_list.map(p => ({ family: p.family, parts: typed(p.parts_cents), labor: typed(p.labour_cents) })),
    climate: s.climate.map(c => ({ state: c.state, celsius: String(c.annual_mean_c), source: c.source })),
    uncontacted: String(s.uncontacted_percent ?? 0),
  }
}

export function settingsOf(f: SettingsForm, before: DealerSettings): DealerSettings {
  const share = (percent: string) => Number((Number(percent) / 100).toPrecision(12))
  return {
    thresholds: {
      high: share(f.thresholds.high),
      moderate: share(f.thresholds.moderate),
      follow_up: share(f.thresholds.follow_up),
    },
    tone: f.tone,
    language: before.language,
    price_list: f.prices.map(p => ({
      family: p.family,
      parts_cents: cents(p.parts),
      labour_cents: cents(p.labor),
      currency: 'USD',
    })),
    climate: f.climate.map(c => ({ state: c.state, annual_mean_c: Number(c.celsius), source: c.source })),
    uncontacted_percent: Number(f.uncontacted),
  }
}
