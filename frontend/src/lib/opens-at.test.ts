import { expect, test } from 'vitest'
import { formatDay, zoneInWords } from './format-opening'
import { formatOpening } from './format-when'
import { opensAt } from './opens-at'

const hours = { from: '2026-11-24T16:00:00Z', until: '2026-11-25T03:00:00Z' }
const at = (time: string) => new Date(time)

test('hours are open from their first moment on, and not at their last', () => {
  expect(opensAt(hours, at('2026-11-24T15:59:59Z'))).toEqual(at(hours.from))
  expect(opensAt(hours, at('2026-11-24T16:00:00Z'))).toBeUndefined()
  expect(opensAt(hours, at('2026-11-25T02:59:59Z'))).toBeUndefined()
  expect(opensAt(hours, at('2026-11-25T03:00:00Z'))).toBeNull()
  expect(opensAt({ from: null, until: null }, at('2026-11-24T16:00:00Z'))).toBeNull()
})

test('an opening is told by the clock of the owner', () => {
  // Nine in Denver; where the reader is does not matter.
  expect(formatOpening(at(hours.from), at('2026-11-24T12:00:00Z'), 'America/Denver')).toBe('9:00 AM')
  expect(formatOpening(at(hours.from), at('2026-11-23T12:00:00Z'), 'America/Denver')).toBe('9:00 AM Tue')
  // Ten in the evening there is tomorrow already by UTC.
  expect(formatDay(at(hours.from), at('2026-11-24T05:00:00Z'), 'America/Denver')).toBe('9:00 AM tomorrow')
  expect(formatDay(at(hours.from), at('2026-11-24T12:00:00Z'), 'America/Denver')).toBe('9:00 AM today')
  expect(formatDay(at(hours.from), at('2026-11-21T12:00:00Z'), 'America/Denver')).toBe('9:00 AM on Tuesday')
})

test('a zone has the name that people call it by', () => {
  expect(zoneInWords(at(hours.from), 'America/Denver')).toBe('Mountain Time')
  expect(zoneInWords(at(hours.from), 'America/Indiana/Indianapolis')).toMatch(/Eastern|Indiana/)
})
