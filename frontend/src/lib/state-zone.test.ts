import { expect, test } from 'vitest'
import { zoneOfState } from './state-zone'

const states =
  'AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI'

test.each(states.split(' '))('%s has a time zone that there is', state => {
  const timeZone = zoneOfState(state)
  expect(timeZone).toBeDefined()
  expect(() => new Intl.DateTimeFormat('en-US', { timeZone })).not.toThrow()
})

test('small letters will do, and what is no state has none', () => {
  expect(zoneOfState(' az ')).toBe('America/Phoenix')
  expect(zoneOfState('XX')).toBeUndefined()
})
