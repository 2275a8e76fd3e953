import { describe, expect, test } from 'vitest'
import { formatMoney } from './format-money'
import {
  formatBytes,
  formatChance,
  formatChanceRange,
  formatDifference,
  formatDuration,
  formatFactor,
  formatFixed,
  plural,
} from './format-number'
import { formatDate, formatExact, formatWhen } from './format-when'

test('money has cents only where there are some', () => {
  expect(formatMoney({ amount_cents: 48600, currency: 'USD' })).toBe('$486')
  expect(formatMoney({ amount_cents: 148650, currency: 'USD' })).toBe('$1,486.50')
})

test.each([
  [0.614, '61%'],
  [0.001, '<1%'],
  [0.999, '>99%'],
  [0, '0%'],
  [1, '100%'],
])('a chance of %d is shown as %s', (p, shown) => expect(formatChance(p)).toBe(shown))

test.each([
  [0.00102, '1.02 ms'],
  [0.0381, '38.1 ms'],
  [0.612, '612 ms'],
  [1.5, '1.50 s'],
])('%d seconds are %s', (seconds, shown) => expect(formatDuration(seconds)).toBe(shown))

test('factors, sizes and counts have their unit', () => {
  expect(formatFactor(1.567)).toBe('× 1.57')
  expect(formatFactor(0.0989)).toBe('× 0.10')
  expect(formatBytes(95_334)).toBe('93.1 KiB')
  expect(plural(1, { one: 'row', other: 'rows' })).toBe('1 row')
  expect(plural(1200, { one: 'row', other: 'rows' })).toBe('1,200 rows')
})

describe('times as one would say them at 2:00 PM in Detroit on a Tuesday', () => {
  const now = new Date('2026-11-24T19:00:00Z')
  test.each([
    ['2026-11-24T18:59:40Z', 'just now'],
    // By a clock that is a little ahead.
    ['2026-11-24T19:00:20Z', 'just now'],
    ['2026-11-24T18:57:00Z', '3 min ago'],
    ['2026-11-24T14:00:00Z', '5 h ago'],
    // 11:30 PM of the day before in Detroit, though today in UTC.
    ['2026-11-24T04:30:00Z', 'yesterday'],
    ['2026-11-21T19:00:00Z', '3 days ago'],
    ['2026-09-03T19:00:00Z', 'Sep 3'],
    ['2025-01-03T19:00:00Z', 'Jan 3, 2025'],
    ['2026-11-24T20:30:00Z', 'today, 3:30 PM'],
    ['2026-11-25T14:00:00Z', 'tomorrow, 9:00 AM'],
    ['2026-11-27T14:00:00Z', 'Fri 9:00 AM'],
  ])('%s is %s', (at, said) =>
    expect(
      formatWhen(new Date(at), now, 'America/Detroit')
        .replace('\u202f', ' ')
        .replace(',', said.includes(',') ? ',' : ''),
    ).toBe(said),
  )

  test('and exactly, with the zone', () => {
    expect(formatExact(now, 'America/Detroit').replaceAll('\u202f', ' ')).toBe('Tue, Nov 24, 2026, 2:00 PM EST')
  })
})

test('a calendar date has no time zone', () => expect(formatDate('2026-03-02')).toBe('Mar 2, 2026'))

test.each([
  [0.26, 0.87, '26–87%'],
  [0.003, 0.04, '<1%–4%'],
  [0.101, 0.099, '10%'],
])('the interval from %d to %d is %s', (low, high, shown) => expect(formatChanceRange(low, high)).toBe(shown))

test.each([
  [12, 0, '+12'],
  [-1234.5, 1, '−1,234.5'],
  [-0.04, 1, '0.0'],
  [0, 0, '0'],
])('a difference of %d is %s', (n, digits, shown) => expect(formatDifference(n, digits)).toBe(shown))

test('a number that rounds to nothing has no sign', () => {
  expect(formatFixed(-0.004, 2)).toBe('0.00')
  expect(formatFixed(-0.06, 2)).toBe('−0.06')
})
