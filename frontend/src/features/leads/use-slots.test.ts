import { expect, test } from 'vitest'
import { slotsFor } from './use-slots'

test('a row that is no longer needed shows one that has come, and nobody else moves', () => {
  const before = [
    { key: 0, index: 10 },
    { key: 1, index: 11 },
    { key: 2, index: 12 },
  ]
  expect(slotsFor(before, [11, 12, 13])).toEqual([
    { key: 0, index: 13 },
    { key: 1, index: 11 },
    { key: 2, index: 12 },
  ])
})

test('rows are made and taken away only when more or fewer are needed', () => {
  const three = slotsFor([], [4, 5, 6])
  expect(three.map(s => s.index)).toEqual([4, 5, 6])
  const four = slotsFor(three, [5, 6, 7, 8])
  expect(four.map(s => s.index)).toEqual([7, 5, 6, 8])
  expect(new Set(four.map(s => s.key)).size).toBe(4)
  const two = slotsFor(four, [6, 7])
  expect(two).toEqual([four[0], four[2]])
  const again = slotsFor(two, [6, 7, 8])
  expect(again.slice(0, 2)).toEqual(two)
  expect(new Set(again.map(s => s.key)).size).toBe(3)
})
