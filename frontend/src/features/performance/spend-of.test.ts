import { expect, test } from 'vitest'
import { aSpend } from '../../test/factories'
import { monthsBefore, shareOfCap } from './spend-of'

test('of two caps the one that is nearer counts', () => {
  expect(shareOfCap(aSpend({ cap_microdollars: 8_360_000, cap_tokens: 1_000_000 }))).toBeCloseTo(0.5)
  expect(shareOfCap(aSpend({ cap_microdollars: 8_360_000, cap_tokens: 300_000 }))).toBeCloseTo(0.8)
})

test('without a cap there is no share', () => {
  expect(shareOfCap(aSpend({ cap_microdollars: null, cap_tokens: null }))).toBeUndefined()
})

test('months go back over the turn of a year', () => {
  expect(monthsBefore(new Date('2026-02-28T23:00:00Z'), 4)).toEqual(['2026-02', '2026-01', '2025-12', '2025-11'])
})
