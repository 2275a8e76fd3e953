import type { Calibration, CalibrationBin } from '../../api/types'

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

const tops = [0.1, 0.2, 0.3, 0.5, 0.75, 1]
const marks = [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1]
export interface Scale {
  /** How far along the axis a share stands, from 0 to 1. */
  along: (share: number) => number
  /** Where the axis ends. */
  top: number
  /** Round shares with at least so much of the axis between them. */
  ticks: (apart: number) => number[]
}

/**
 * The scale of both axes, so that right estimates are on a straight line: from 0 to what shows every
 * bin, by the square root, because most estimates are small and would stand on each other.
 */
export function scaleOf({ bins }: Pick<Calibration, 'bins'>): Scale {
  const most = Math.max(0, ...bins.flatMap(b => [b.to ?? 0, b.share_high ?? 0]))
  const top = tops.find(x => x >= most) ?? 1
  const along = (share: number) => Math.sqrt(Math.max(0, share) / top)
  return { along, top, ticks: apart => ticksUpTo(top, along, apart) }
}

function ticksUpTo(top: number, along: Scale['along'], apart: number): number[] {
  const ticks: number[] = []
  // From the top down, so that the end of the axis has its mark; the other end has one in any case.
  for (const mark of marks.filter(m => m <= top).reverse()) {
    const before = ticks[0]
    const clear = before === undefined || along(before) - along(mark) >= apart
    if (clear && (mark === 0 || mark === top || along(mark) >= apart)) ticks.unshift(mark)
  }
  return ticks
}
