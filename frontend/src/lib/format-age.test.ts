import { expect, test } from 'vitest'
import { formatAge } from './format-age'

test('an age is told in minutes, in hours for a day, then in days', () => {
  const now = new Date('2026-11-24T12:00:00Z')
  for (const [at, said] of [
    ['2026-11-24T11:30:00Z', '30 min'],
    ['2026-11-24T12:05:00Z', '0 min'],
    ['2026-11-24T09:30:00Z', '2 h'],
    ['2026-11-23T12:30:00Z', '23 h'],
    ['2026-11-23T12:00:00Z', '1 d'],
    ['2026-08-24T12:00:00Z', '92 d'],
  ] as const) {
    expect(formatAge(new Date(at), now)).toBe(said)
  }
})
