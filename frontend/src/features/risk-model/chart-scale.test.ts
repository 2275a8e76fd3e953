import { expect, test } from 'vitest'
import { aBin, tooFew } from '../../test/factories'
import { pointOf, scaleOf } from './chart-scale'

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
  [[], 0.1],
  [[aBin()], 0.3],
  [[aBin(), tooFew(12)], 1],
  [[aBin({ to: 0.97, share_high: 0.99 })], 1],
])('the axes end where every bin is shown', (bins, top) => {
  const scale = scaleOf({ bins })
  expect(scale.top).toBe(top)
  expect(scale.along(top)).toBe(1)
  expect(scale.ticks(0.1).at(0)).toBe(0)
  expect(scale.ticks(0.1).at(-1)).toBe(top)
})

test.each([0.02, 0.085, 0.15, 0.3])('small estimates have more room, and the marks are %d apart', apart => {
  const { along, ticks } = scaleOf({ bins: [aBin({ to: 0.95 })] })
  expect(along(0.04)).toBeCloseTo(0.2)
  const marks = ticks(apart)
  for (const [i, mark] of marks.slice(1).entries()) {
    expect(along(mark) - along(marks[i] ?? 0)).toBeGreaterThanOrEqual(apart - 1e-9)
  }
})
