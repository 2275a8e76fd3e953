import { expect, test } from 'vitest'
import type { BatteryEvent, Reading } from '../../api/types'
import { lanesOf, marksOf, segmentsOf, spanOf, timeTicks } from './timeline'

const reading = (kind: Reading['kind'], observed_at: string, over: Partial<Reading> = {}): Reading => ({
  vin: '1FTEW1EP5KFA00001',
  kind,
  observed_at,
  ...over,
})
const event = (kind: BatteryEvent['kind'], occurred_on: string, result: BatteryEvent['result'] = null) => ({
  id: occurred_on,
  vin: '1FTEW1EP5KFA00001',
  kind,
  result,
  occurred_on,
  source: '',
  recorded_at: `${occurred_on}T12:00:00Z`,
})

test('each kind that has readings gets a lane, oldest point first', () => {
  const lanes = lanesOf([
    reading('crank_time', '2026-03-02T08:00:00Z', { value: 900 }),
    reading('rest_voltage', '2026-03-02T08:00:00Z', { value: 12.2 }),
    reading('rest_voltage', '2026-03-01T08:00:00Z', { value: 12.5 }),
    reading('trip', '2026-03-01T08:00:00Z', { value: 3 }),
  ])
  expect(lanes.map(l => [l.kind, l.points.map(p => p.value)])).toEqual([
    ['rest_voltage', [12.5, 12.2]],
    ['crank_time', [900]],
  ])
})

test.each([
  [[12.1, 12.6], 12, 12.75],
  [[900], 850, 950],
  [[0, 0], 0, 1],
])('values %j lie within a stretch of round numbers', values => {
  const { low, high, ticks } = spanOf(values)
  expect(low).toBeLessThanOrEqual(Math.min(...values))
  expect(high).toBeGreaterThanOrEqual(Math.max(...values))
  expect(high).toBeGreaterThan(low)
  expect(ticks.at(0)).toBe(low)
  expect(ticks.at(-1)).toBe(high)
  expect(ticks.length).toBeLessThan(6)
})

test('a line is broken where nobody looked for more than thirty days', () => {
  const day = 86_400_000
  const points = [0, 10, 40, 71, 72].map(d => ({ key: String(d), at: d * day, value: 1 }))
  expect(segmentsOf(points).map(s => s.map(p => p.at / day))).toEqual([
    [0, 10, 40],
    [71, 72],
  ])
})

test('events and verdicts are marks, a test that was recorded is one, and a clean scan is none', () => {
  const marks = marksOf(
    [event('replaced_after_failure', '2025-01-05'), event('tested', '2026-02-01', 'replace')],
    [
      reading('conductance_test', '2026-02-01T12:00:00Z', { result: 'replace' }),
      reading('conductance_test', '2026-01-01T12:00:00Z', { result: 'pass' }),
      reading('dtc', '2026-01-02T12:00:00Z', { code: 'P0562' }),
      reading('dtc', '2026-01-03T12:00:00Z', { code: '' }),
    ],
  )
  expect(marks.map(m => m.what)).toEqual(['fitted', 'good', 'code', 'bad'])
})

test('the axis has the beginnings of months, and fewer of them on a long stretch', () => {
  const iso = (from: string, to: string) =>
    timeTicks(Date.parse(from), Date.parse(to), 6).map(tick => new Date(tick.at).toISOString().slice(0, 7))
  expect(iso('2026-01-15T00:00:00Z', '2026-04-02T00:00:00Z')).toEqual(['2026-02', '2026-03', '2026-04'])
  expect(iso('2025-01-15T00:00:00Z', '2026-04-02T00:00:00Z')).toEqual([
    '2025-04',
    '2025-07',
    '2025-10',
    '2026-01',
    '2026-04',
  ])
  expect(iso('2019-01-15T00:00:00Z', '2026-04-02T00:00:00Z').length).toBeLessThan(7)
})
