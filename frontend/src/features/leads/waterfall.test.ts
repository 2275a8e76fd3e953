import { expect, test } from 'vitest'
import { aBase, aReason } from '../../test/factories'
import { along, chanceOf, waterfall } from './waterfall'

const logit = (p: number) => Math.log(p / (1 - p))

test('bars follow one another and end at the estimate', () => {
  const w = waterfall([aBase(), aReason({ name: 'age', log_odds: 0.35 }), aReason({ name: 'fault', log_odds: -0.09 })])
  expect(w.origin?.at).toBe(-2.31)
  expect(w.bars.map(b => [b.from, b.to].map(x => x.toFixed(2)))).toEqual([
    ['-2.31', '-1.96'],
    ['-1.96', '-2.05'],
  ])
  expect(w.estimate).toBeCloseTo(-2.05)
  expect(chanceOf(w.estimate)).toBeCloseTo(0.114, 3)
})

test('everything is within the drawing, and the ticks stand apart', () => {
  const w = waterfall([aBase(), aReason({ log_odds: 3.5 }), aReason({ log_odds: -0.5 })])
  for (const at of [w.origin?.at ?? 0, ...w.bars.flatMap(b => [b.from, b.to])]) {
    expect(along(w, at)).toBeGreaterThan(0)
    expect(along(w, at)).toBeLessThan(100)
  }
  expect(w.ticks.length).toBeGreaterThanOrEqual(2)
  for (const [i, tick] of w.ticks.entries()) {
    expect(tick.at).toBeCloseTo(logit(tick.chance))
    const next = w.ticks[i + 1]
    if (next) expect(along(w, next.at) - along(w, tick.at)).toBeGreaterThanOrEqual(19.9)
  }
})

test('nothing known is nothing drawn', () => expect(waterfall([]).bars).toEqual([]))
