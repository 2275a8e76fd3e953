import type { Calibration, CalibrationBin } from '../../api/types'
import { niceTicks } from '../../lib/nice-ticks'

/** A bin of which enough is known to be drawn. */
export interface Point {
  from: number
  to: number
  /** The mean estimate. */
  expected: number
  share: number
  low: number
  high: number
  outcomes: number
}

export function pointOf(b: CalibrationBin): Point | undefined {
  if (b.from == null || b.to == null || b.expected == null || b.outcomes === 0) return undefined
  if (b.share == null || b.share_low == null || b.share_high == null) return undefined
  return {
    from: b.from,
    to: b.to,
    expected: b.expected / b.outcomes,
    share: b.share,
    low: b.share_low,
    high: b.share_high,
    outcomes: b.outcomes,
  }
}

/** Marks for both axes, which have the same scale: from 0 to what shows every bin, and never beyond 100%. */
export function shareTicks({ bins }: Pick<Calibration, 'bins'>): number[] {
  const most = Math.max(0, ...bins.flatMap(b => [b.to ?? 0, b.share_high ?? 0]))
  return most > 0 ? niceTicks(Math.min(1, most)).filter(x => x <= 1) : [0, 0.25, 0.5, 0.75, 1]
}
