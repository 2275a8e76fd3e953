import { expect, test } from 'vitest'
import { momentOf, wallClock } from './zoned-time'

test.each([
  ['2026-11-24T09:00', 'America/Detroit', '2026-11-24T14:00:00.000Z'],
  ['2026-07-01T09:00', 'America/Detroit', '2026-07-01T13:00:00.000Z'],
  ['2026-07-01T09:00', 'America/Phoenix', '2026-07-01T16:00:00.000Z'],
  ['2026-11-24T00:30', 'Pacific/Honolulu', '2026-11-24T10:30:00.000Z'],
  // 1:30 occurs twice on the day that summer time ends: the first.
  ['2026-11-01T01:30', 'America/Detroit', '2026-11-01T05:30:00.000Z'],
  // 2:30 does not occur on the day that it begins: an hour later.
  ['2026-03-08T02:30', 'America/Detroit', '2026-03-08T07:30:00.000Z'],
])('%s in %s is %s', (wall, zone, moment) => expect(momentOf(wall, zone)?.toISOString()).toBe(moment))

test('what is no time is none', () => {
  expect(momentOf('', 'America/Detroit')).toBeUndefined()
  expect(momentOf('tomorrow', 'America/Detroit')).toBeUndefined()
})

test('the wall clock shows the time of the zone', () => {
  expect(wallClock(new Date('2026-11-25T04:05:59Z'), 'America/Detroit')).toBe('2026-11-24T23:05')
})
