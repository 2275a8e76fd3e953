import { useEffect, useReducer, useRef } from 'react'
import { afterPaint } from '../../lib/after-paint'

/** So many rows there are beyond what is seen on either side, and so many of them come or go in one frame. */
const beyond = 6
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
 * The rows that are there before they are scrolled to. They come and go a few at a time, one step with every drawing
 * and another one after each frame, so that no frame has to make many.
 */
export function useReach() {
  const there = useRef<Span>(undefined)
  return {
    there,
    /** All rows that are to be there when these are seen; at first only these. */
    around: (seen: Span, count: number): Span => {
      if (!there.current) return seen
      const { from, to } = stepped(joined(seen, there.current), seen, count)
      return { from, to: Math.min(to, count - 1) }
    },
    /** Whether what will be seen is there already. */
    covers: (seen: Span) => !!there.current && seen.from >= there.current.from && seen.to <= there.current.to,
  }
}

/** Draws again after each frame until all rows are there that should be. */
export function useSteps({ there, around }: ReturnType<typeof useReach>, seen: Span, count: number) {
  const [, again] = useReducer((n: number) => n + 1, 0)
  const { from, to } = around(seen, count)
  const next = stepped({ from, to }, seen, count)
  const done = next.from === from && next.to === to
  useEffect(() => {
    there.current = { from, to }
    if (!done) return afterPaint(again)
  }, [there, from, to, done])
}
