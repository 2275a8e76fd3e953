import type { ServiceSlot } from '../../api/types'

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

/** The span of time that slots cover. */
export function spanOf(slots: readonly ServiceSlot[]): { from: number; until: number } {
  return { from: Date.parse(slots[0]?.from ?? ''), until: Date.parse(slots.at(-1)?.until ?? '') }
}

export const messagesOf = ({ messages: m }: ServiceSlot) => m.ai + m.edited + m.template
