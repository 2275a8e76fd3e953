import type { BatteryEvent, Reading } from '../../api/types'

/** The readings that are drawn as points over time, in the order of their lanes. */
export const laneKinds = ['rest_voltage', 'crank_time', 'battery_soh', 'key_off_drain'] as const
export type LaneKind = (typeof laneKinds)[number]

export interface Point {
  key: string
  at: number
  value: number
}

export interface Lane {
  kind: LaneKind
  points: Point[]
  /** The stretch of values that the lane spans, and where it has marks. */
  low: number
  high: number
  ticks: number[]
}

/** What happened at a time: a battery was fitted, a test passed or failed, a trouble code was read. */
export interface Mark {
  key: string
  at: number
  what: 'fitted' | 'good' | 'bad' | 'code'
}

/** What makes a reading of a vehicle one and the same. */
export const keyOf = (r: Reading) => [r.observed_at, r.kind, r.source, r.code].join(' ')

const day = 86_400_000
/** Where there is no reading for longer, the line is broken: nobody knows what was between. */
export const gapMs = 30 * day

/** A lane for each kind that has readings, oldest point first. */
export function lanesOf(readings: readonly Reading[]): Lane[] {
  return laneKinds.flatMap(kind => {
    const points = readings
      .filter(r => r.kind === kind && r.value !== undefined)
      .map(r => ({ key: keyOf(r), at: Date.parse(r.observed_at), value: r.value ?? 0 }))
      .sort((a, b) => a.at - b.at)
    if (points.length === 0) return []
    return [{ kind, points, ...spanOf(points.map(p => p.value)) }]
  })
}

/** A stretch of round numbers around values, never without width. */
export function spanOf(values: readonly number[]): Pick<Lane, 'low' | 'high' | 'ticks'> {
  const least = Math.min(...values)
  const most = Math.max(...values)
  const rough = (most - least || Math.abs(most) * 0.1 || 1) / 2
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map(f => f * power).find(s => s >= rough * 0.999) ?? power * 10
  const low = Math.floor(least / step + 1e-9) * step
  const high = Math.max(Math.ceil(most / step - 1e-9) * step, low + step)
  const count = Math.round((high - low) / step)
  const ticks = Array.from({ length: count + 1 }, (_, i) => Number((low + i * step).toPrecision(10)))
  return { low: Number(low.toPrecision(10)), high: Number(high.toPrecision(10)), ticks }
}

/** Points that are near enough in time to be joined by a line. */
export function segmentsOf(points: readonly Point[]): Point[][] {
  const segments: Point[][] = []
  for (const p of points) {
    const last = segments.at(-1)
    const before = last?.at(-1)
    if (last && before && p.at - before.at <= gapMs) last.push(p)
    else segments.push([p])
  }
  return segments
}

/** The marks of events and of readings that are a verdict; a scan without a code is none. */
export function marksOf(events: readonly BatteryEvent[], readings: readonly Reading[]): Mark[] {
  const marks: Mark[] = events.map(e => ({
    key: e.id,
    at: Date.parse(`${e.occurred_on}T12:00:00Z`),
    what: e.kind !== 'tested' ? 'fitted' : e.result === 'replace' ? 'bad' : 'good',
  }))
  for (const r of readings) {
    const at = Date.parse(r.observed_at)
    if (r.kind === 'dtc' && r.code) marks.push({ key: keyOf(r), at, what: 'code' })
    // A recorded test is a reading of the same day as well: it is drawn once.
    if (
      r.kind === 'conductance_test' &&
      !events.some(e => e.kind === 'tested' && r.observed_at.startsWith(e.occurred_on))
    )
      marks.push({ key: keyOf(r), at, what: r.result === 'replace' ? 'bad' : 'good' })
  }
  return marks.sort((a, b) => a.at - b.at)
}

/** Beginnings of months, or of years on a long stretch, at most so many. */
export function timeTicks(from: number, to: number, most: number): { at: number; january: boolean }[] {
  const first = new Date(from)
  for (const months of [1, 2, 3, 6, 12, 24, 60]) {
    const ticks: { at: number; january: boolean }[] = []
    const start = Math.ceil((first.getUTCFullYear() * 12 + first.getUTCMonth()) / months) * months
    for (let m = start; ; m += months) {
      const at = Date.UTC(Math.floor(m / 12), m % 12, 1)
      if (at > to) break
      if (at >= from) ticks.push({ at, january: m % 12 === 0 })
    }
    if (ticks.length <= most) return ticks
  }
  return []
}
