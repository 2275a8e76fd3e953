import { screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { LeadCallHours } from '../../api/types'
import { aLead } from '../../test/factories'
import { renderScreen } from '../../test/render'
import { CallLine, callWords } from './call-line'

const hours = (over: Partial<LeadCallHours> = {}): LeadCallHours => ({
  from: '2026-11-24T16:00:00Z',
  until: '2026-11-25T03:00:00Z',
  time_zone: 'America/Denver',
  zones: 1,
  basis: 'state',
  texts_are_calls: false,
  ...over,
})
const lead = (over: Partial<LeadCallHours> = {}, rest: Parameters<typeof aLead>[0] = {}) =>
  aLead({ call_hours: hours(over), ...rest })

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-24T18:00:00Z') })
})
afterEach(() => {
  vi.useRealTimers()
})

test('the line says until when, from when, and why never', () => {
  const at = (time: string) => new Date(time)
  expect(callWords(lead(), at('2026-11-24T18:00:00Z'))).toBe('May be called now until 8:00 PM (Mountain Time)')
  expect(callWords(lead(), at('2026-11-24T15:00:00Z'))).toBe('Not now. Opens 9:00 AM today (Mountain Time)')
  expect(callWords(lead(), at('2026-11-24T05:00:00Z'))).toBe('Not now. Opens 9:00 AM tomorrow (Mountain Time)')
  expect(callWords(lead(), at('2026-11-25T03:00:00Z'))).toBe('Not now. The hours have just ended.')
  const never = { from: null, until: null }
  expect(
    callWords(lead(never, { status: 'closed', closed_reason: 'do_not_contact' }), at('2026-11-24T18:00:00Z')),
  ).toBe('Never to be called: the owner asked not to be contacted.')
  expect(callWords(lead(never), at('2026-11-24T18:00:00Z'))).toBe(
    'Never to be called: the hours set for this state leave no time.',
  )
})

test.each([
  [{}, 'Hours for MI.'],
  [{ basis: 'default' }, 'Careful hours for MI.'],
  [{ basis: 'own', zones: 2 }, 'Dealer’s own hours for MI, in each of its time zones.'],
  [{ basis: 'unknown', zones: 20 }, 'State not known: the strictest hours of all.'],
] as const)('it says by which hours: %o', async (over, words) => {
  renderScreen(<CallLine lead={lead(over)} />)
  expect(await screen.findByText(/May be called now until 8:00 PM/)).toBeVisible()
  expect(screen.getByText(words, { exact: false })).toBeVisible()
  expect(screen.queryByText(/A text counts as a call/)).not.toBeInTheDocument()
  expect(screen.getByRole('link', { name: 'Sources' })).toHaveAttribute('href', '/dealer/settings#call-hours')
})

test('where a text counts as a call, the line says so', async () => {
  renderScreen(<CallLine lead={lead({ texts_are_calls: true })} />)
  expect(await screen.findByText(/A text counts as a call here/)).toBeVisible()
})
