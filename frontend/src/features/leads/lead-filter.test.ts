import { expect, test } from 'vitest'
import { filterOf, filterOfSearch, looksLikeVin, searchOf, showsAll } from './lead-filter'

test('a filter is read from an address, without what is none', () => {
  expect(
    filterOf({ priority: 'HIGH', status: 'callback', assignee: 'me', q: 'ann', call: 'now', sort: 'newest' }),
  ).toEqual({
    priority: 'HIGH',
    status: 'callback',
    assignee: 'me',
    q: 'ann',
    call: 'now',
    sort: 'newest',
  })
  expect(filterOf({ priority: 'high', status: 'open', assignee: 'u1', q: 7, call: 'later', sort: 'value' })).toEqual({})
})

test('a saved search part gives the same filter again, and equal filters equal texts', () => {
  const filter = { q: 'Ann & 100%', call: 'now', sort: 'oldest', priority: 'MODERATE' } as const
  expect(searchOf(filter)).toBe('priority=MODERATE&q=Ann+%26+100%25&call=now&sort=oldest')
  expect(filterOfSearch(searchOf(filter))).toEqual(filter)
})

test('another order is not the whole queue as it is', () => {
  expect(showsAll({})).toBe(true)
  expect(showsAll({ q: '' })).toBe(true)
  expect(showsAll({ sort: 'newest' })).toBe(false)
  expect(showsAll({ call: 'now' })).toBe(false)
})

test('a VIN, whole or nearly, is told from a name', () => {
  expect(looksLikeVin('1FTEW1EP5KFA00001')).toBe(true)
  expect(looksLikeVin(' 1ftew1ep5kfa ')).toBe(true)
  expect(looksLikeVin('Demo-Ortiz')).toBe(false)
  expect(looksLikeVin('Christopherson')).toBe(false)
  expect(looksLikeVin('F-150')).toBe(false)
})
