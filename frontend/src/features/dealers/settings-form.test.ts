import * as v from 'valibot'
import { expect, test } from 'vitest'
import type { DealerSettings } from '../../api/types'
import { cents, formOf, settingsOf, settingsRules } from './settings-form'

const settings: DealerSettings = {
  thresholds: { high: 0.3, moderate: 0.155, follow_up: 0.08 },
  tone: 'friendly',
  language: 'en',
  price_list: [{ family: 'F-150', parts_cents: 21950, labour_cents: 26700, currency: 'USD' }],
  climate: [{ state: 'MI', annual_mean_c: 8.9, source: 'Own records' }],
  uncontacted_percent: 5,
}

test('settings come back as they went in', () => expect(settingsOf(formOf(settings), settings)).toEqual(settings))

test('percentages and dollars are shown as people write them', () => {
  const form = formOf(settings)
  expect(form.thresholds).toEqual({ high: '30', moderate: '15.5', follow_up: '8' })
  expect(form.prices[0]).toEqual({ family: 'F-150', parts: '219.50', labor: '267' })
})

test.each([
  ['1,234.50', 123450],
  ['$19.99', 1999],
  ['0.29', 29],
])('%s is %d cents', (typed, n) => expect(cents(typed)).toBe(n))

const wrong = (over: Partial<ReturnType<typeof formOf>>) => {
  const result = v.safeParse(settingsRules, { ...formOf(settings), ...over })
  return result.issues?.map(i => `${i.path?.map(p => p.key).join('.')}: ${i.message}`) ?? []
}

test('thresholds must fall', () => {
  expect(wrong({ thresholds: { high: '10', moderate: '15', follow_up: '8' } })).toEqual([
    'thresholds.high: The thresholds must fall from High over Moderate to Follow up.',
  ])
})

test('settings from without a share hold nobody back, and a share is a whole number from 0 to 10', () => {
  const { uncontacted_percent: _, ...without } = settings
  expect(settingsOf(formOf(without), without).uncontacted_percent).toBe(0)
  expect(wrong({ uncontacted: ' 10 ' })).toEqual([])
  for (const uncontacted of ['11', '-1', '2.5', '', 'some']) {
    expect(wrong({ uncontacted })).toEqual(['uncontacted: Enter a whole number from 0 to 10.'])
  }
})

test('each field says what is wrong with it', () => {
  expect(wrong({ prices: [{ family: '', parts: 'cheap', labor: '-1' }] })).toEqual([
    'prices.0.family: Name the family, such as F-150.',
    'prices.0.parts: Enter an amount in dollars.',
    'prices.0.labor: Enter an amount in dollars.',
  ])
  expect(wrong({ climate: [{ state: 'Mich', celsius: '', source: '' }] })).toHaveLength(3)
  expect(wrong({})).toEqual([])
})
