import { expect, test } from 'vitest'
import { aBatteryEvent } from '../../test/factories'
import { againOf, type EnteredEvent, readEvent, wordsOf } from './event-input'

const today = '2026-11-24'
const entered = (over: Partial<EnteredEvent> = {}): EnteredEvent => ({
  kind: 'installed',
  occurred_on: '2026-11-20',
  source: '',
  ...over,
})

test('what was entered is sent, and nothing that was not', () => {
  expect(readEvent(entered({ source: '  RO 77 ' }), today).event).toEqual({
    kind: 'installed',
    occurred_on: '2026-11-20',
    source: 'RO 77',
  })
  // A result that was chosen before the kind was changed belongs to nothing.
  expect(readEvent(entered({ result: 'pass' }), today).event).toEqual({ kind: 'installed', occurred_on: '2026-11-20' })
  expect(readEvent(entered({ kind: 'tested', result: 'pass' }), today).event).toMatchObject({ result: 'pass' })
})

test.each([
  [{ kind: undefined }, { kind: 'Choose what happened.' }],
  [{ kind: 'tested' as const }, { result: 'Say how the test went.' }],
  [{ occurred_on: '' }, { occurred_on: 'Enter the day.' }],
  [{ occurred_on: '2026-11-25' }, { occurred_on: 'This day is still to come.' }],
])('%j: the field says what is wrong with it', (over, wrong) =>
  expect(readEvent(entered(over), today).wrong).toEqual(wrong),
)

test('today is not in the future', () => expect(readEvent(entered({ occurred_on: today }), today).event).toBeDefined())

test('an event that was taken back can be recorded again', () => {
  expect(againOf(aBatteryEvent())).toEqual({
    kind: 'tested',
    result: 'pass',
    occurred_on: '2026-10-02',
    source: 'RO 1234',
  })
  expect(againOf(aBatteryEvent({ kind: 'installed', result: null, source: '' }))).toEqual({
    kind: 'installed',
    occurred_on: '2026-10-02',
  })
})

test('a test is told with its result', () => {
  expect(wordsOf({ kind: 'tested', result: 'replace' })).toBe('Test: replace')
  expect(wordsOf({ kind: 'replaced_preventively', result: null })).toBe('Replaced as a precaution')
})
