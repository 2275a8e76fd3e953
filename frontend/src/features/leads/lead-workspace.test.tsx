import { act, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { aBase, aDealer, aLead, anActivity, aReason, aUser } from '../../test/factories'
import { renderScreen } from '../../test/render'
import { portal, resetPortal } from '../../test/server'
import { LeadWorkspace } from './lead-workspace'
import { leadKeys } from './queries'

beforeEach(resetPortal)

const workspace = (role: 'advisor' | 'admin' = 'advisor') => (
  <LeadWorkspace
    dealer={aDealer()}
    user={aUser({ role })}
    leadId="l1"
    onBack={() => undefined}
    message={({ lead }) => <p>{lead.message.phone_script}</p>}
    timeline={() => null}
  />
)
const show = async (role?: 'advisor' | 'admin') => {
  const shown = renderScreen(workspace(role))
  await screen.findByRole('heading', { name: 'Dana Demo-Ortiz' })
  // What is not read first comes a moment later.
  await screen.findByRole('table', { name: 'What moved the estimate' })
  await screen.findByRole('heading', { name: 'Outcome' })
  return shown
}
/** Somebody else changes the lead. */
const meanwhile = (over: Partial<(typeof portal.leads)[number]>) => {
  portal.leads = portal.leads.map(l => ({ ...l, ...over, version: l.version + 1 }))
}

test('the risk is told in words, with what moved it, what was not observed and how it ranks', async () => {
  await show()
  expect(screen.getByText('(26–87%)').parentElement).toHaveTextContent(
    'About 6 in 10 (26–87%) to need replacement within 180 days',
  )
  const table = screen.getByRole('table', { name: 'What moved the estimate' })
  expect(within(table).getByRole('row', { name: /Where every vehicle begins.*from 9%/ })).toBeInTheDocument()
  expect(within(table).getByRole('row', { name: /Weak battery: slow cranking.*× 2\.92/ })).toBeInTheDocument()
  expect(screen.getByText(/failed conductance test\./)).toBeInTheDocument()
  expect(
    screen.getByText('A higher estimate than 85% of 184 others: F-150, cool climate. Standard error: 2.6 points.'),
  ).toBeInTheDocument()
  expect(screen.getByText(/\$486 for parts and labor/)).toBeInTheDocument()
})

test('a rank among few is withheld, and no price is said to be none', async () => {
  portal.leads = [
    aLead({
      cohort: { label: 'all vehicles here', size: 12, percentile: null, standard_error: null },
      service_value: null,
    }),
  ]
  await show()
  expect(screen.getByText(/No rank: only 12 others to compare with/)).toBeInTheDocument()
  expect(screen.getByText(/no price for this family in the price list/)).toBeInTheDocument()
})

test('a grade opens its source', async () => {
  const { user } = await show()
  await user.click(screen.getByRole('button', { name: /Source of “Weak battery: slow cranking”/ }))
  expect(screen.getByText('Assumption: no strength was found published.')).toBeInTheDocument()
})

test('what had no effect is named and not drawn', async () => {
  portal.leads = [
    aLead({
      risk: {
        ...aLead().risk,
        reasons: [aBase(), aReason(), aReason({ name: 'duty', label: 'Hard duty', log_odds: 0, odds_factor: 1 })],
      },
    }),
  ]
  await show()
  expect(screen.queryByRole('row', { name: /Hard duty/ })).not.toBeInTheDocument()
  expect(screen.getByText(/hard duty\./)).toBeInTheDocument()
})

test('an outcome is recorded with the version that was seen and a word on it, and taken back', async () => {
  const { user } = await show()
  await user.type(screen.getByLabelText('Word on the outcome'), 'left <b>word</b>')
  await user.click(screen.getByRole('button', { name: 'Voicemail' }))
  expect(await screen.findByText('Now: Contacted')).toBeInTheDocument()
  expect(screen.getByLabelText('Word on the outcome')).toHaveValue('')
  const list = await screen.findByRole('list', { name: 'What was done, newest first' })
  expect(await within(list).findByText('left <b>word</b>')).toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'Undo' }))
  expect(await screen.findByText('Now: New')).toBeInTheDocument()
  expect(await within(list).findByText(/taken back/)).toBeInTheDocument()
  expect(portal.activities.map(a => [a.kind, a.undone])).toEqual([
    ['undone', false],
    ['outcome', true],
  ])
})

test('the keys 1 to 9 record, and the history takes back for ten minutes', async () => {
  const { user } = await show()
  await user.keyboard('9')
  expect(await screen.findByText('Closed: Do not contact again')).toBeInTheDocument()
  expect(screen.queryByRole('button', { name: /Booked/ })).not.toBeInTheDocument()
  await user.click(await screen.findByRole('button', { name: 'Take back “Do not contact”' }))
  expect(await screen.findByText('Now: New')).toBeInTheDocument()
})

test('the keys work as soon as the customer is named, before the buttons are drawn', async () => {
  const { user } = renderScreen(workspace())
  await screen.findByRole('heading', { name: 'Dana Demo-Ortiz' })
  await user.keyboard('9')
  expect(await screen.findByText('Closed: Do not contact again')).toBeInTheDocument()
})

test('a word not to be contacted says for how many other vehicles of the customer it holds', async () => {
  portal.sameCustomer = 199
  const { user } = await show()
  await user.keyboard('9')
  const words = /Do not contact. It also holds for 199 other vehicles with the same phone number or email\./
  expect(await screen.findByText(words)).toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'Undo' }))
  expect(await screen.findByText('Now: New')).toBeInTheDocument()
})

test('a lead that was closed by what was said about another vehicle says so, and is not taken back here', async () => {
  portal.activities = [
    anActivity({
      kind: 'status',
      at: new Date().toISOString(),
      code: null,
      to_status: 'closed',
      closed_reason: 'do_not_contact',
      because_of: { lead_id: 'l9', vin: '1FTEW1EP5KFA00009' },
    }),
  ]
  await show()
  const list = await screen.findByRole('list', { name: 'What was done, newest first' })
  expect(await within(list).findByText(/asked about the vehicle 1FTEW1EP5KFA00009/)).toBeInTheDocument()
  expect(screen.queryByRole('button', { name: /^Take back/ })).not.toBeInTheDocument()
})

test('what was recorded more than ten minutes ago is not offered to be taken back', async () => {
  portal.activities = [anActivity({ at: new Date(Date.now() - 11 * 60_000).toISOString() })]
  await show()
  expect(await screen.findByText('Voicemail', { selector: 'strong' })).toBeInTheDocument()
  expect(screen.queryByRole('button', { name: /^Take back/ })).not.toBeInTheDocument()
})

test('a key that is pressed while a person types is a letter', async () => {
  const { user } = await show()
  await user.type(screen.getByLabelText('Word on the outcome'), '19')
  expect(portal.activities).toEqual([])
  expect(screen.getByLabelText('Word on the outcome')).toHaveValue('19')
})

test('a conflict shows the present state, saves nothing unseen, and can be overruled', async () => {
  const { user } = await show()
  meanwhile({ status: 'contacted' })
  await user.click(screen.getByRole('button', { name: 'Booked' }))
  const notice = await screen.findByRole('alert')
  expect(notice).toHaveTextContent('Somebody else changed this lead')
  expect(await screen.findByText('Now: Contacted')).toBeInTheDocument()
  expect(portal.leads[0]?.status).toBe('contacted')
  await user.click(within(notice).getByRole('button', { name: 'Save my change anyway' }))
  expect(await screen.findByText('Now: Booked')).toBeInTheDocument()
  expect(portal.activities).toHaveLength(1)
})

test('the best next check is told with both answers', async () => {
  portal.leads = [
    aLead({
      prior_probability: 0.09,
      next_check: {
        name: 'conductance_replace',
        label: 'Failed conductance test',
        check: 'Test the battery with a conductance tester.',
        probability_present: 0.5,
        probability_if_present: 0.78,
        probability_if_absent: 0.44,
      },
    }),
  ]
  await show()
  expect(
    await screen.findByText(
      /test the battery with a conductance tester\. With “failed conductance test”, 78%; without, 44%\./,
    ),
  ).toBeInTheDocument()
  expect(screen.getByText('Before any sign:').parentElement).toHaveTextContent('Before any sign: 9%.')
})

test('what is being typed stays, whatever is saved elsewhere', async () => {
  const { user, queryClient } = await show()
  await user.type(screen.getByLabelText('Note'), 'Mine')
  meanwhile({ note: 'Theirs' })
  await act(() => queryClient.refetchQueries({ queryKey: leadKeys.detail('LAKE', 'l1') }))
  expect(screen.getByLabelText('Note')).toHaveValue('Mine')
  // What was written elsewhere is not overwritten before a person has read it.
  await user.click(screen.getByRole('button', { name: 'Save note' }))
  const notice = await screen.findByRole('alert')
  expect(notice).toHaveTextContent('Theirs')
  expect(portal.leads[0]?.note).toBe('Theirs')
  await user.click(screen.getByRole('button', { name: 'Save my change anyway' }))
  await waitFor(() => expect(portal.leads[0]?.note).toBe('Mine'))
})

test('a note that was not saved outlasts the page', async () => {
  const { user, unmount } = await show()
  await user.type(screen.getByLabelText('Note'), 'Half a')
  unmount()
  await show()
  expect(screen.getByLabelText('Note')).toHaveValue('Half a')
  expect(screen.getByText('Not saved yet')).toBeInTheDocument()
})

test('a closed lead stays closed', async () => {
  portal.leads = [aLead({ status: 'closed', closed_reason: 'battery_good' })]
  await show()
  expect(screen.getByText('Closed: Tested, battery is good')).toBeInTheDocument()
  expect(screen.queryByRole('button', { name: /^Booked/ })).not.toBeInTheDocument()
  expect(screen.getByLabelText('Assignee')).toBeDisabled()
})

test('an admin, who belongs to no dealer, cannot take a lead', async () => {
  await show('admin')
  expect(screen.queryByRole('button', { name: 'Assign to me' })).not.toBeInTheDocument()
})

test('a lead that is not there says so', async () => {
  portal.leads = []
  renderScreen(workspace())
  expect(await screen.findByRole('heading', { name: 'This lead is not here' })).toBeInTheDocument()
})
