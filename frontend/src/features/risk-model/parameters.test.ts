import { expect, test } from 'vitest'
import { aParameter, aRiskModel } from '../../test/factories'
import { byBar, imagined, inUnit, valuesOf } from './parameters'

test('parameters stand under their step, and those that rest on the same are told it once', () => {
  const model = aRiskModel({
    parameters: [
      aParameter({ name: 'a', bar: 'undercharge' }),
      aParameter({ name: 'b', bar: 'undercharge' }),
      aParameter({ name: 'c', bar: 'undercharge', note: 'Something else.' }),
      aParameter({ name: 'd', bar: 'weak_battery' }),
    ],
  })
  const names = byBar(model).map(({ bar, blocks }) => [
    bar.name,
    ...blocks.map(b => b.parameters.map(p => p.name).join('+')),
  ])
  expect(names).toEqual([['base_rate'], ['undercharge', 'a+b', 'c'], ['weak_battery', 'd']])
})

test.each([
  [0.235, 'probability', '23.5%'],
  [0.054, 'probability', '5.4%'],
  [0.6, 'share', '60%'],
  [1.25, 'ratio', '× 1.25'],
  [72, 'months', '72 months'],
  [12.4, 'V', '12.4 V'],
  [70, '%', '70%'],
  [3, 'exponent', '3 (exponent)'],
])('%d in %s reads %s', (value, unit, text) => expect(inUnit(value, unit)).toBe(text))

test('months are told one by one only where they differ', () => {
  const season = (values: number[]) => valuesOf(aParameter({ values, unit: 'factor' }))
  expect(season(Array(12).fill(1))).toEqual([{ value: '× 1 in every month' }])
  const differing = season([1.2, ...Array(11).fill(1)])
  expect(differing).toHaveLength(12)
  expect(differing[0]).toEqual({ month: 'Jan', value: '× 1.2' })
})

test('a value has the outcomes behind it, or is fixed', () => {
  expect(imagined(aParameter({ pseudo_counts: { for: 0.6, against: 19.4 } }))).toBe('0.6 : 19.4')
  expect(imagined(aParameter({ pseudo_counts: { for: 4, against: 0 } }))).toBe('4')
  expect(imagined(aParameter({ pseudo_counts: null }))).toBe('fixed')
})
