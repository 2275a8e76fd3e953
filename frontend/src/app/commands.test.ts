import { expect, test } from 'vitest'
import { type Command, matching } from './commands'

const commands = [
  ['Today’s queue', undefined],
  ['Lakeside Ford (demo)', 'LAKESIDE'],
  ['Show: Follow up', undefined],
].map(([label = '', hint]): Command => ({ id: label, group: 'screens', label, hint, run: () => undefined }))
const labels = (text: string) => matching(commands, text).map(c => c.label)

test('every word that is typed begins a word of the name', () => {
  expect(labels('fol')).toEqual(['Show: Follow up'])
  expect(labels('UP show')).toEqual(['Show: Follow up'])
  expect(labels('ollow')).toEqual([])
})

test('the hint counts, too, and nothing typed is everything', () => {
  expect(labels('lakesi')).toEqual(['Lakeside Ford (demo)'])
  expect(labels(' ')).toHaveLength(3)
  expect(labels('(demo')).toEqual(['Lakeside Ford (demo)'])
})
