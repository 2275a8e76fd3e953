import { screen, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, test, vi } from 'vitest'
import type { OwnCallHours } from '../../../api/types'
import { aCallHoursRow, aDealer, someCallHours } from '../../../test/factories'
import { renderScreen } from '../../../test/render'
import { problem, server } from '../../../test/server'
import { CallHoursCard } from './call-hours-card'

const url = `${window.location.origin}/api/dealers/LAKE/call-hours`
let hours = someCallHours()
let version = 1
/** What was sent to change the hours. */
let sent: { state: string; ifMatch: string | null; own?: OwnCallHours }[] = []

const answer = () => HttpResponse.json(hours, { headers: { ETag: `"v${version}"` } })
const receive = async (state: string, request: Request) => {
  const ifMatch = request.headers.get('If-Match')
  sent.push({ state, ifMatch, own: request.method === 'PUT' ? ((await request.json()) as OwnCallHours) : undefined })
  if (ifMatch !== `"v${version}"`) return problem(412, 'Changed.')
  version++
  return answer()
}
beforeEach(() => {
  hours = someCallHours()
  version = 1
  sent = []
  server.use(
    http.get(url, answer),
    http.put(`${url}/:state`, ({ params, request }) => receive(String(params.state), request)),
    http.delete(`${url}/:state`, ({ params, request }) => receive(String(params.state), request)),
  )
})

const onSaved = vi.fn()
const card = (readOnly = false) => <CallHoursCard dealer={aDealer()} readOnly={readOnly} onSaved={onSaved} />
const row = (name: string) => screen.getByRole('rowheader', { name }).closest('tr') as HTMLElement

test('the table says which hours hold where, who set them, and that they are no legal advice', async () => {
  renderScreen(card(true))
  expect(await screen.findByText(/Not legal advice/)).toBeVisible()
  expect(screen.getByText(/Read on Nov 24, 2026: survey.example/)).toBeVisible()
  expect(screen.getByText(/federal hours, 8 AM to 9 PM/)).toBeVisible()
  expect(row('FL')).toHaveTextContent('8 AM–8 PM')
  expect(row('FL')).toHaveTextContent('Not at all')
  expect(row('TX')).toHaveTextContent(/Dealer’s own: Riley Test, /)
  expect(row('Every other state')).toHaveTextContent('Careful hours')
  expect(screen.queryByRole('button')).not.toBeInTheDocument()
  expect(screen.queryByRole('combobox')).not.toBeInTheDocument()
})

test('a manager sets hours for a state, over the hours that were read', async () => {
  const { user } = renderScreen(card())
  await user.selectOptions(await screen.findByRole('combobox', { name: 'Set hours for' }), 'OH')
  const dialog = await screen.findByRole('dialog', { name: 'Calling hours for OH' })
  await user.clear(within(dialog).getByLabelText('Mon–Fri, from'))
  await user.type(within(dialog).getByLabelText('Mon–Fri, from'), '10:30')
  await user.click(within(dialog).getByRole('checkbox', { name: 'Saturday: may be called' }))
  await user.click(within(dialog).getByRole('checkbox', { name: 'A text counts as a call' }))
  await user.type(within(dialog).getByLabelText('Note'), 'Counsel (test)')
  await user.click(within(dialog).getByRole('button', { name: 'Save hours' }))
  expect(await screen.findByText('Hours for OH saved.')).toBeVisible()
  expect(sent).toEqual([
    {
      state: 'OH',
      ifMatch: '"v1"',
      own: {
        weekdays: { from: '10:30', until: '20:00' },
        saturday: null,
        sunday: null,
        texts_are_calls: true,
        note: 'Counsel (test)',
      },
    },
  ])
  expect(onSaved).toHaveBeenCalled()
})

test('what somebody else has changed is not overwritten unseen', async () => {
  const { user } = renderScreen(card())
  await user.click(await screen.findByRole('button', { name: 'Change TX' }))
  const dialog = await screen.findByRole('dialog', { name: 'Calling hours for TX' })
  version = 7
  hours = someCallHours({ states: [aCallHoursRow({ state: 'TX', basis: 'own', set_by: 'Sam Test' })] })
  await user.click(within(dialog).getByRole('button', { name: 'Save hours' }))
  expect(await within(dialog).findByRole('alert')).toHaveTextContent('changed the hours in the meantime')
  await vi.waitFor(async () => {
    await user.click(within(dialog).getByRole('button', { name: 'Back to the table’s row' }))
    expect(sent.at(-1)).toEqual({ state: 'TX', ifMatch: '"v7"', own: undefined })
  })
  expect(await screen.findByText('TX has the table’s hours again.')).toBeVisible()
})

test('hours that are refused say where', async () => {
  server.use(
    http.put(`${url}/:state`, () =>
      HttpResponse.json(
        {
          type: 'about:blank',
          title: 'Bad',
          status: 400,
          errors: [{ field: 'sunday', detail: 'must lie between 08:00 and 21:00, the federal hours' }],
        },
        { status: 400, headers: { 'Content-Type': 'application/problem+json' } },
      ),
    ),
  )
  const { user } = renderScreen(card())
  await user.click(await screen.findByRole('button', { name: 'Change FL' }))
  const dialog = await screen.findByRole('dialog', { name: 'Calling hours for FL' })
  await user.click(within(dialog).getByRole('checkbox', { name: 'Sunday: may be called' }))
  await user.click(within(dialog).getByRole('button', { name: 'Save hours' }))
  expect(await within(dialog).findByText(/the federal hours/)).toBeVisible()
  expect(within(dialog).getByLabelText('Sunday, from')).toBeInvalid()
})
