import { expect, test } from 'vitest'
import { aCallHoursRow, someCallHours } from '../../../test/factories'
import { clockInWords, ownOf, shownRows, windowInWords } from './rows'

test('hours are written as people write them', () => {
  expect(clockInWords('09:00')).toBe('9 AM')
  expect(clockInWords('09:30')).toBe('9:30 AM')
  expect(windowInWords({ from: '12:00', until: '21:00' })).toBe('12 PM–9 PM')
  expect(windowInWords(null)).toBe('Not at all')
})

test('only states with a rule of their own have a line, and all others share one', () => {
  expect(shownRows(someCallHours()).map(r => r.name)).toEqual(['FL', 'TX', 'Every other state', 'State not known'])
})

test('own hours begin with those that hold, and a note with the dealer’s own only', () => {
  expect(ownOf(aCallHoursRow({ note: 'What the sources say' })).note).toBe('')
  expect(ownOf(aCallHoursRow({ basis: 'own', note: 'Counsel (test)' }))).toEqual({
    weekdays: { from: '08:00', until: '20:00' },
    saturday: { from: '08:00', until: '20:00' },
    sunday: null,
    texts_are_calls: false,
    note: 'Counsel (test)',
  })
})
