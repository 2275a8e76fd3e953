import { expect, test } from 'vitest'
import { lineReader } from './read-lines'

test('each document is given once, as soon as its line is complete', () => {
  const read = lineReader<{ n: number }>()
  expect(read('')).toEqual([])
  expect(read('{"n":')).toEqual([])
  expect(read('{"n":1}\n{"n"')).toEqual([{ n: 1 }])
  expect(read('{"n":1}\n{"n":2}\n\n{"n":3}\n')).toEqual([{ n: 2 }, { n: 3 }])
  expect(read('{"n":1}\n{"n":2}\n\n{"n":3}\n')).toEqual([])
})
