import { useEffect, useState } from 'react'
import { afterPaint } from '../../lib/after-paint'

/** So many rows there are beyond what is seen on either side, and so many of them come or go in one frame. */
const beyond = 8
const perFrame = 2

/** Rows by their place, the last one included; none when it is before the first. */
export interface Span {
  from: number
  to: number
}

/** What is seen, with the rows that are there already where the one goes on into the other. */
export function joined(seen: Span, there: Span): Span {
  if (there.to < there.from || there.to < seen.from - 1 || there.from > seen.to + 1) return seen
  return { from: Math.min(seen.from, there.from), to: Math.max(seen.to, there.to) }
}

/** The rows one step nearer to those that should be there around what is seen. */
export function stepped(shown: Span, seen: Span, count: number): Span {
  const step = (at: number, to: number) => at + Math.max(-perFrame, Math.min(perFrame, to - at))
  return {
    from: step(shown.from, Math.max(0, seen.from - beyond)),
    to: step(shown.to, Math.min(count - 1, seen.to + beyond)),
  }
}

/**
 * The rows that are there before they are scrolled to. They come and go a few at a time, between one step of the
 * scrolling and the next, so that no frame has to make many.
 */
export function useReach() {
  const [there, setThere] = useState<Span>({ from: 0, to: -1 })
  /** All rows that are there when these are seen. */
  const around = (seen: Span, count: number): Span => {
    const { from, to } = joined(seen, there)
    return { from, to: Math.min(to, count - 1) }
  }
  return { there, setThere, around }
}

/** Takes the rows that are there nearer to those that should be. */
export function useSteps({ there, setThere, around }: ReturnType<typeof useReach>, seen: Span, count: number) {
  const shown = around(seen, count)
  const next = stepped(shown, seen, count)
  const { from, to } = next
  const done = from === there.from && to === there.to
  useEffect(() => {
    if (!done) return afterPaint(() => setThere({ from, to }))
  }, [done, from, to, setThere])
}
