import type { ServiceSlot, ServiceWindow } from '../../api/types'

/** The response times of one slot, in milliseconds, at its middle. */
export interface Point {
  at: number
  p50: number
  p95: number
  p99: number
}

/** The points of a line, in parts: a slot in which nobody asked has no time, and no line leads over it. */
export function lineParts(slots: readonly ServiceSlot[]): Point[][] {
  const parts: Point[][] = []
  let open: Point[] | undefined
  for (const s of slots) {
    if (s.p50_seconds == null || s.p95_seconds == null || s.p99_seconds == null) {
      open = undefined
      continue
    }
    if (!open) {
      open = []
      parts.push(open)
    }
    open.push({
      at: (Date.parse(s.from) + Date.parse(s.until)) / 2,
      p50: s.p50_seconds * 1000,
      p95: s.p95_seconds * 1000,
      p99: s.p99_seconds * 1000,
    })
  }
  return parts
}

const minute = 60_000
const lengths: Record<ServiceWindow, number> = { hour: 60 * minute, day: 24 * 60 * minute }

/** The span of time that a window shows, and from when on it is known what happened in it. */
export function spanOf(
  slots: readonly ServiceSlot[],
  window: ServiceWindow,
): { from: number; known: number; until: number } {
  const known = Date.parse(slots[0]?.from ?? '')
  const until = Date.parse(slots.at(-1)?.until ?? '')
  return { from: Math.min(known, until - lengths[window]), known, until }
}

export const messagesOf = ({ messages: m }: ServiceSlot) => m.ai + m.edited + m.template
