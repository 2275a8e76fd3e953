import { useEffect, useRef, useState } from 'react'

/** A row on the screen, and the row of the list that it shows. */
export interface Slot {
  key: number
  index: number
}

/** How long the list must rest before its rows are put in their order. */
const restMs = 200

/**
 * The rows on the screen that show these rows of the list. Each goes on showing what it shows, and one that is no
 * longer needed shows a row that has come: the browser has less to do for other words in a row than for another row.
 */
export function slotsFor(before: readonly Slot[], indexes: readonly number[]): Slot[] {
  const wanted = new Set(indexes)
  const shown = new Set(before.map(s => s.index))
  const come = indexes.filter(i => !shown.has(i))
  const slots = before.flatMap(({ key, index }) => {
    const shows = wanted.has(index) ? index : come.shift()
    return shows === undefined ? [] : { key, index: shows }
  })
  const free = 1 + Math.max(-1, ...before.map(s => s.key))
  return [...slots, ...come.map((index, i) => ({ key: free + i, index }))]
}

/**
 * The same while the list is scrolled. When it rests they are put in the order of the list, as who reads or tabs
 * through them needs them; until then none is moved in the page, where each lies in its place whatever the order.
 * With another `order` all are new.
 */
export function useSlots(indexes: readonly number[], order: number): Slot[] {
  const before = useRef<{ order: number; slots: Slot[] }>({ order, slots: [] })
  const [rested, rest] = useState('')
  const where = `${order} ${indexes.join(' ')}`
  const slots = slotsFor(before.current.order === order ? before.current.slots : [], indexes)
  if (rested === where) slots.sort((a, b) => a.index - b.index)
  useEffect(() => {
    before.current = { order, slots }
  })
  useEffect(() => {
    const timer = setTimeout(rest, restMs, where)
    return () => clearTimeout(timer)
  }, [where])
  return slots
}
