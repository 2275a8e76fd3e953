import { expect, test } from 'vitest'
import { orderChanges } from './order-changes'

const of = (text: string) => text.split('')

test.each([
  ['abcd', 'abcd', true, 0, 'nothing has changed'],
  ['abcd', 'xabcd', true, 1, 'one came'],
  ['abcd', 'acd', true, 1, 'one went'],
  ['abcd', 'dabc', true, 1, 'one moved over all others'],
  ['abcd', 'bacd', true, 1, 'two changed places, of which one moved'],
  ['abcd', 'dcba', true, 3, 'all but one moved'],
  ['abcd', 'xbcd', true, 2, 'one came and one went'],
  ['', 'ab', true, 2, 'two came'],
  ['ab', '', true, 2, 'all went'],
  // Only the first three are looked at: what stands below is not judged.
  ['abcdef', 'abc', false, 0, 'the end of the look is no change'],
  ['abcdef', 'xab', false, 1, 'what was pushed below the end of the look has not gone'],
  ['abcdef', 'acd', false, 1, 'one in the middle went'],
])('%s, now %s (complete: %s): %d, %s', (shown, present, complete, changes) => {
  expect(orderChanges(of(shown), of(present), complete)).toBe(changes)
})
