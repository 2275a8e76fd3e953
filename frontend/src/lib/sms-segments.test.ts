import { expect, test } from 'vitest'
import { smsSize } from './sms-segments'

test.each([
  ['a'.repeat(160), 160, 1, false],
  ['a'.repeat(161), 161, 2, false],
  ['a'.repeat(306), 306, 2, false],
  ['a'.repeat(307), 307, 3, false],
  // A bracket of the extension takes two places.
  [`${'a'.repeat(159)}[`, 161, 2, false],
  ['Ünïcode – dash', 14, 1, true],
  ['é'.repeat(70), 70, 1, false],
  ['ő'.repeat(70), 70, 1, true],
  ['ő'.repeat(71), 71, 2, true],
  ['', 0, 1, false],
])('%j', (text, characters, segments, unicode) => expect(smsSize(text)).toEqual({ characters, segments, unicode }))
