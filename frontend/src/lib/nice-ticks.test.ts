import { expect, test } from 'vitest'
import { niceTicks } from './nice-ticks'

test.each([
  [18.2, [0, 5, 10, 15, 20]],
  [1.02, [0, 0.5, 1, 1.5]],
  [0.38, [0, 0.1, 0.2, 0.3, 0.4]],
  [0, [0, 1]],
  [Number.NaN, [0, 1]],
])('up to %d', (most, ticks) => expect(niceTicks(most)).toEqual(ticks))
