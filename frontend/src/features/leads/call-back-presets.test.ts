import { expect, test } from 'vitest'
import { wallClock } from '../../lib/zoned-time'
import { presets } from './call-back-presets'

const walls = (now: string) =>
  presets(new Date(now), 'America/Detroit').map(p => `${p.label}: ${wallClock(p.at, 'America/Detroit')}`)

test('tomorrow and Monday are those of the dealer, not of UTC', () => {
  // 10 PM on Tuesday in Detroit; Wednesday already in UTC.
  expect(walls('2026-11-25T03:00:00Z')).toEqual([
    'In an hour: 2026-11-24T23:00',
    'Tomorrow 9 AM: 2026-11-25T09:00',
    'Monday 9 AM: 2026-11-30T09:00',
  ])
})

test('on a Sunday, tomorrow is Monday and stands once', () => {
  expect(walls('2026-11-22T15:00:00Z')).toEqual(['In an hour: 2026-11-22T11:00', 'Tomorrow 9 AM: 2026-11-23T09:00'])
})

test('on a Monday, Monday is the next one', () => {
  expect(walls('2026-11-23T15:00:00Z')[2]).toBe('Monday 9 AM: 2026-11-30T09:00')
})
