import { expect, test } from 'vitest'
import { aSlot } from '../../test/factories'
import { lineParts, spanOf } from './slots'

const none = { p50_seconds: null, p95_seconds: null, p99_seconds: null, requests: 0 }

test('a slot in which nobody asked parts the line, and is not taken for zero', () => {
  const parts = lineParts([aSlot(0), aSlot(1), aSlot(2, none), aSlot(3)])
  expect(parts.map(p => p.length)).toEqual([2, 1])
  expect(parts[0]?.[0]).toEqual({ at: Date.parse('2026-11-24T09:00:30Z'), p50: 1.1, p95: 3.8, p99: 9.2 })
})

test('a window is shown as a whole, and from when on it is known what happened in it', () => {
  const { from, known, until } = spanOf([aSlot(0), aSlot(7)], 'hour')
  expect(until - from).toBe(60 * 60_000)
  expect(until - known).toBe(8 * 60_000)
})

test('a window that is known as a whole begins with what was counted first', () => {
  const { from, known } = spanOf([aSlot(0), aSlot(60)], 'hour')
  expect(from).toBe(known)
})
