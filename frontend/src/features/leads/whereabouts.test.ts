import { expect, test } from 'vitest'
import { aWhereabouts } from '../../test/factories'
import { wordsFor } from './whereabouts'

const now = new Date('2026-11-24T12:00:00Z')
const words = (over: Parameters<typeof aWhereabouts>[0]) => wordsFor(aWhereabouts(over), 'America/Detroit', now)

test('where a vehicle stands is said in words', () => {
  expect(words({ reason: 'here', rank: 1412, priority: 'RETENTION' })).toBe(
    'It is here, at rank 1,412, with the priority “Retention”.',
  )
  expect(words({ reason: 'here' })).toBe('It is here: its lead is among those shown.')
  expect(words({ reason: 'left_out', rank: 3, left_out_by: ['priority', 'q'] })).toBe(
    'It has an open lead at rank 3. What leaves it out: the priority filter, the search text.',
  )
  expect(words({ reason: 'withheld', returns_at: '2027-05-23T12:00:00Z' })).toContain(
    'held back until May 23, 2027 as part',
  )
  expect(words({ reason: 'no_climate', state: '' })).toContain('for a vehicle without a state, nor for this dealer’s')
  expect(words({ reason: 'not_a_vin', detail: 'has 8 characters; a VIN has 17' })).toBe(
    'This is not a VIN: it has 8 characters; a VIN has 17.',
  )
})

test('a closed lead says by whom, when and why, and until when', () => {
  const closed = { reason: 'lead_closed', closed_reason: 'declined', closed_at: '2026-11-23T15:00:00Z' } as const
  expect(words({ ...closed, closed_by: 'Ann Test', returns_at: '2027-02-21T15:00:00Z' })).toBe(
    'Its lead was closed by Ann Test yesterday: Customer declined. A new lead may open from Feb 21, 2027 on, when the vehicle is scored again.',
  )
  expect(words({ ...closed, closed_reason: 'do_not_contact' })).toContain('yesterday: Do not contact again. It gets no')
})

test('a vehicle of a customer who is not to be contacted says what it was said about, and when', () => {
  const stop = { vin: '1FTEW1EP5KFA00009', lead_id: 'l9', said_at: '2026-11-23T15:00:00Z' }
  const said =
    'The owner asked about the vehicle 1FTEW1EP5KFA00009 not to be contacted (yesterday), and that holds here too. It gets no lead.'
  expect(words({ reason: 'not_to_be_contacted', do_not_contact: stop })).toBe(said)
  const closed = { reason: 'lead_closed', closed_reason: 'do_not_contact', closed_at: stop.said_at } as const
  expect(words({ ...closed, do_not_contact: stop })).toBe(
    `Its lead was closed yesterday: Do not contact again. ${said}`,
  )
  expect(words({ ...closed, do_not_contact: { ...stop, vin: aWhereabouts().vin } })).toContain('It gets no other lead')
})
