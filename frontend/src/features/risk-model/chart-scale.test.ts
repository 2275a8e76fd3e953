import { expect, test } from 'vitest'
import { aBin, tooFew } from '../../test/factories'
import { pointOf, shareTicks } from './chart-scale'

test('a bin stands at its mean estimate', () => {
  expect(pointOf(aBin())).toEqual({
    from: 0.1,
    to: 0.2,
    expected: 0.15,
    share: 0.175,
    low: 0.117,
    high: 0.254,
    outcomes: 80,
  })
})

test('a bin without enough outcomes is not a point', () => expect(pointOf(tooFew(12))).toBeUndefined())

test.each([
  [[], [0, 0.25, 0.5, 0.75, 1]],
  [[aBin()], [0, 0.1, 0.2, 0.3]],
  [
    [aBin(), tooFew(12)],
    [0, 0.5, 1],
  ],
  [[aBin({ to: 0.97, share_high: 0.99 })], [0, 0.5, 1]],
])('the axes show every bin', (bins, ticks) => expect(shareTicks({ bins })).toEqual(ticks))
