import type { RiskBar, RiskModel, RiskParameter } from '../../api/types'
import { formatNumber, formatShare } from '../../lib/format-number'
import { t } from '../../text'

/** Parameters that stand next to each other and rest on the same. */
export interface Block {
  source: string
  note: string
  grade: RiskParameter['grade']
  parameters: RiskParameter[]
}

/** The parameters by the step that they act in; those that rest on the same are told it once. */
export function byBar(model: RiskModel): { bar: RiskBar; blocks: Block[] }[] {
  return model.bars.map(bar => {
    const blocks: Block[] = []
    for (const p of model.parameters.filter(p => p.bar === bar.name)) {
      const before = blocks.at(-1)
      if (before && before.source === p.source && before.note === p.note && before.grade === p.grade) {
        before.parameters.push(p)
      } else blocks.push({ source: p.source, note: p.note, grade: p.grade, parameters: [p] })
    }
    return { bar, blocks }
  })
}

/** A number with its unit: "23.5%", "× 1.2", "72 months", "3, exponent". */
export function inUnit(value: number, unit: string): string {
  switch (unit) {
    case 'probability':
    case 'share':
      return formatShare(value)
    case 'factor':
    case 'ratio':
      return `× ${formatNumber(value)}`
    case 'exponent':
      return `${formatNumber(value)} (${unit})`
    case '%':
      return `${formatNumber(value)}%`
    default:
      return `${formatNumber(value)} ${unit}`
  }
}

/** The values of a parameter: one, or one for each month where they differ. */
export function valuesOf(p: RiskParameter): { month?: string; value: string }[] {
  const [first] = p.values
  if (p.values.length === 1 || first === undefined) return p.values.map(v => ({ value: inUnit(v, p.unit) }))
  if (p.values.every(v => v === first)) return [{ value: `${inUnit(first, p.unit)} ${t.riskModel.everyMonth}` }]
  return p.values.map((v, i) => ({ month: t.riskModel.months[i], value: inUnit(v, p.unit) }))
}

/** The imagined outcomes behind a value. */
export function imagined(p: RiskParameter): string {
  if (!p.pseudo_counts) return t.riskModel.fixed
  const { for: yes, against } = p.pseudo_counts
  return against > 0 ? `${formatNumber(yes)} : ${formatNumber(against)}` : formatNumber(yes)
}
