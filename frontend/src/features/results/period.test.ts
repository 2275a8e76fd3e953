import { expect, test } from 'vitest'
import { daysOf, periodOf } from './period'

test('today is the one of the dealer’s time zone', () => {
  const late = new Date('2026-03-02T03:00:00Z')
  expect(periodOf(7, late, 'America/Phoenix')).toEqual({ from: '2026-02-23', to: '2026-03-01' })
  expect(periodOf(7, late, 'UTC')).toEqual({ from: '2026-02-24', to: '2026-03-02' })
})

test('a change of the clock takes no day away', () => {
  expect(periodOf(30, new Date('2026-03-20T12:00:00Z'), 'America/New_York')).toEqual({
    from: '2026-02-19',
    to: '2026-03-20',
  })
})

test('what is no period is the usual one', () => {
  expect([daysOf('30'), daysOf('31'), daysOf(undefined)]).toEqual([30, 90, 90])
})
