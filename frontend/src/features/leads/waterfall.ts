import type { Reason } from '../../api/types'

/** A bar of the waterfall, from where the estimate stood to where the reason took it, in log-odds. */
export interface Bar {
  reason: Reason
  from: number
  to: number
}

export interface Tick {
  at: number
  chance: number
}

export interface Waterfall {
  /** Where the estimate starts. */
  origin: { reason: Reason; at: number } | undefined
  bars: Bar[]
  /** Where it ends. */
  estimate: number
  low: number
  high: number
  ticks: Tick[]
}

const chances = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99]
const logit = (p: number) => Math.log(p / (1 - p))
export const chanceOf = (logOdds: number) => 1 / (1 + Math.exp(-logOdds))

/** Lays the reasons out one after the other, and finds the stretch of log-odds that shows them all. */
export function waterfall(reasons: readonly Reason[]): Waterfall {
  const [first, ...rest] = reasons
  let at = first?.log_odds ?? 0
  const bars: Bar[] = []
  for (const reason of rest) {
    bars.push({ reason, from: at, to: at + reason.log_odds })
    at += reason.log_odds
  }
  const points = [first?.log_odds ?? 0, ...bars.map(b => b.to)]
  const least = Math.min(...points)
  const most = Math.max(...points)
  const margin = Math.max(0.15, (most - least) * 0.08)
  const low = least - margin
  const high = most + margin
  return {
    origin: first && { reason: first, at: first.log_odds },
    bars,
    estimate: at,
    low,
    high,
    ticks: ticksIn(low, high),
  }
}

/** Round chances within the stretch, far enough apart to be labelled. */
function ticksIn(low: number, high: number): Tick[] {
  const apart = (high - low) * 0.2
  const ticks: Tick[] = []
  for (const chance of chances) {
    const at = logit(chance)
    const before = ticks.at(-1)
    if (at >= low && at <= high && (!before || at - before.at >= apart)) ticks.push({ at, chance })
  }
  return ticks
}

/** How far along the stretch something stands, in percent. */
export const along = (w: Pick<Waterfall, 'low' | 'high'>, at: number) => ((at - w.low) / (w.high - w.low)) * 100
