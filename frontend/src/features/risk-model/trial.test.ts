import { expect, test } from 'vitest'
import { aRiskModel } from '../../test/factories'
import { groupsOf, readThresholds, requestOf, searchOf, type Trial, trialOf } from './trial'

const groups = groupsOf(aRiskModel())

test('the groups are the steps of the explanation that have signs', () => {
  expect(groups.map(g => [g.name, g.signs])).toEqual([
    ['undercharge', ['Short trips', 'Low rest voltage']],
    ['weak_battery', ['Slow cranking']],
  ])
})

test.each<Trial>([
  { dealer: undefined, without: [], thresholds: undefined },
  { dealer: 'LAKE', without: ['undercharge'], thresholds: { high: 0.3, moderate: 0.155, follow_up: 0.08 } },
])('a trial comes back from the address as it went in', trial => expect(trialOf(searchOf(trial))).toEqual(trial))

test('thresholds in the address are percentages, and count only when all make sense', () => {
  expect(searchOf({ without: [], thresholds: { high: 0.29, moderate: 0.145, follow_up: 0.07 } })).toMatchObject({
    high: '29',
    moderate: '14.5',
    follow_up: '7',
  })
  expect(trialOf({ high: '30', moderate: '15' }).thresholds).toBeUndefined()
  expect(trialOf({ high: '10', moderate: '15', follow_up: '8' }).thresholds).toBeUndefined()
})

test.each([
  [{ high: '30', moderate: '', follow_up: '8' }, { moderate: 'Between 0 and 100.' }],
  [
    { high: 'x', moderate: '100', follow_up: '0' },
    { high: 'Between 0 and 100.', moderate: 'Between 0 and 100.', follow_up: 'Between 0 and 100.' },
  ],
  [
    { high: '30', moderate: '30', follow_up: '8' },
    { moderate: 'They must fall from High over Moderate to Follow up.' },
  ],
  [
    { high: '30', moderate: '15', follow_up: '20' },
    { follow_up: 'They must fall from High over Moderate to Follow up.' },
  ],
])('%j: each field says what is wrong with it', (entered, wrong) =>
  expect(readThresholds(entered).wrong).toEqual(wrong),
)

test('everything counts unless it is left out, and nothing is an empty list', () => {
  expect(requestOf({ without: [] }, groups)).toEqual({})
  expect(requestOf({ dealer: 'LAKE', without: ['undercharge'] }, groups)).toEqual({
    dealer: 'LAKE',
    groups: ['weak_battery'],
  })
  expect(requestOf({ without: ['weak_battery', 'undercharge'] }, groups)).toEqual({ groups: [] })
})

test('a group that the model no longer has is not named', () =>
  expect(requestOf({ without: ['gone'] }, groups)).toEqual({}))
