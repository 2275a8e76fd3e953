import { expect, test } from 'vitest'
import { aBase, aLead, aReason } from '../../test/factories'
import { mainReason } from './main-reason'

const of = (...reasons: ReturnType<typeof aReason>[]) =>
  mainReason({ risk: { ...aLead().risk, reasons: [aBase(), ...reasons] } })

test('the two that add most, of a group what was seen', () => {
  expect(
    of(
      aReason({ label: 'Climate', log_odds: 0.2 }),
      aReason({ label: 'Weak battery: slow cranking; no low battery health', log_odds: 1 }),
      aReason({ label: 'Charging system fault', log_odds: -0.1 }),
    ),
  ).toBe('Slow cranking, climate')
})

test('what would not fit into the row is left out', () => {
  expect(
    of(
      aReason({ label: 'Weak battery: failed conductance test, slow cranking', log_odds: 2 }),
      aReason({ label: 'Chronic undercharge: long parking', log_odds: 1 }),
    ),
  ).toBe('Failed conductance test, slow cranking')
})

test('abbreviations keep their capitals', () => {
  expect(of(aReason({ label: 'Climate', log_odds: 1 }), aReason({ label: 'BMS warning', log_odds: 0.5 }))).toBe(
    'Climate, BMS warning',
  )
})

test('where the estimate starts is no reason, and neither is what hardly counts', () => {
  expect(of(aReason({ log_odds: 0.04 }))).toBe('')
})

test('of many signs as many are named as fit', () => {
  expect(of(aReason({ label: 'Weak battery: low battery health, failed conductance test, slow cranking' }))).toBe(
    'Low battery health',
  )
})
