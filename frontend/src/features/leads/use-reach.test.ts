import { expect, test } from 'vitest'
import { joined, type Span, stepped } from './use-reach'

test('the rows that are there stay as far as they adjoin those that are seen', () => {
  expect(joined({ from: 10, to: 20 }, { from: 5, to: 15 })).toEqual({ from: 5, to: 20 })
  expect(joined({ from: 10, to: 20 }, { from: 21, to: 25 })).toEqual({ from: 10, to: 25 })
})

test('after a leap only what is seen is there', () => {
  expect(joined({ from: 100, to: 110 }, { from: 5, to: 15 })).toEqual({ from: 100, to: 110 })
  expect(joined({ from: 0, to: 10 }, { from: 0, to: -1 })).toEqual({ from: 0, to: 10 })
})

test('rows come and go few at a time, until there are some on both sides and no more', () => {
  const seen = { from: 30, to: 40 }
  let at: Span = { from: 10, to: 40 }
  let before: Span
  let steps = 0
  do {
    before = at
    at = stepped(before, seen, 1000)
    expect(Math.abs(at.from - before.from) + Math.abs(at.to - before.to)).toBeLessThanOrEqual(6)
    steps++
  } while (at.from !== before.from || at.to !== before.to)
  expect(at.from).toBeLessThan(seen.from)
  expect(at.from).toBeGreaterThan(10)
  expect(at.to).toBeGreaterThan(seen.to)
  expect(steps).toBeGreaterThan(3)
})

test('there are no rows before the first and after the last', () => {
  expect(stepped({ from: 0, to: 9 }, { from: 0, to: 9 }, 10)).toEqual({ from: 0, to: 9 })
})
