import { act, screen, waitFor, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { useState } from 'react'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { aCounts, aDealer, aLead, aTemplate, aUser, aWhereabouts, someLeads } from '../../test/factories'
import { renderScreen } from '../../test/render'
import { portal, problem, resetPortal, server } from '../../test/server'
import type { LeadFilter } from './lead-filter'
import { leadKeys } from './queries'
import { QueuePage } from './queue-page'

beforeEach(() => {
  resetPortal()
  vi.clearAllMocks()
})

const actions = { onFilter: vi.fn(), onOpen: vi.fn(), onWhy: vi.fn() }
const queue = (filter: LeadFilter = {}, leadId: string | undefined = 'l1') => (
  <QueuePage dealer={aDealer()} user={aUser()} filter={filter} leadId={leadId} {...actions}>
    <p>the lead</p>
  </QueuePage>
)
const rows = () =>
  within(screen.getByRole('table', { name: 'Leads in order' }))
    .getAllByRole('row')
    .slice(1)
const names = () => rows().map(r => within(r).getByRole('link').textContent)
const lookAgain = (client: ReturnType<typeof renderScreen>['queryClient']) =>
  act(() => client.refetchQueries({ queryKey: leadKeys.present('LAKE', {}) }))

test('a row says who, how soon, how likely, why, what it is worth, who wrote the message, how old it is and whose', async () => {
  const since = new Date(Date.now() - 3.5 * 86_400_000).toISOString()
  portal.leads = [aLead({ created_at: since, assignee: { id: 'u2', name: 'Riley Test' } })]
  renderScreen(queue())
  const row = (await screen.findByRole('link', { name: 'Dana Demo-Ortiz' })).closest('[role=row]') as HTMLElement
  expect(within(row).getByText('3 d').title).toMatch(/^Lead since /)
  expect(within(row).getByText(', with Riley Test')).toBeInTheDocument()
  for (const text of ['1', '2019 F-150 · 61,240 mi', 'High', '61%', 'Slow cranking', '$486', 'AI draft']) {
    expect(within(row).getByText(text)).toBeInTheDocument()
  }
})

test('a family without a price has no value, and a callback says when', async () => {
  portal.leads = [aLead({ service_value: null, status: 'callback', call_back_at: '2020-01-02T15:00:00Z' })]
  renderScreen(queue())
  const row = (await screen.findByRole('link', { name: 'Dana Demo-Ortiz' })).closest('[role=row]') as HTMLElement
  expect(within(row).getByText('–')).toBeInTheDocument()
  expect(within(row).getByText('Call-back promised Jan 2, 2020')).toBeInTheDocument()
})

test('the header counts what is worth a call, and the filters count the rest', async () => {
  portal.counts = aCounts()
  renderScreen(queue())
  expect(await screen.findByText('30 worth a call · 8.1 replacements expected (4–12)')).toBeInTheDocument()
  expect(screen.getByRole('button', { name: 'All open 38' })).toHaveAttribute('aria-pressed', 'true')
  expect(screen.getByRole('button', { name: 'Moderate 14' })).toHaveAttribute('aria-pressed', 'false')
})

test('a filter is asked for, and asked for again takes it back', async () => {
  const { user } = renderScreen(queue({ priority: 'HIGH' }))
  await user.click(await screen.findByRole('button', { name: /^Moderate/ }))
  expect(actions.onFilter).toHaveBeenLastCalledWith({ priority: 'MODERATE' })
  await user.click(screen.getByRole('button', { name: /^High/ }))
  expect(actions.onFilter).toHaveBeenLastCalledWith({ priority: undefined })
})

test('a row whose owner may not be called now says from when on, by the clock of the owner', async () => {
  const closed = (over: object) => ({ ...aLead().call_hours, ...over })
  const soon = new Date(Date.now() + 3_600_000).toISOString()
  portal.leads = [
    aLead({ id: 'l1', customer: { name: 'Open Demo' } }),
    aLead({ id: 'l2', customer: { name: 'Later Demo' }, call_hours: closed({ from: '2098-12-31T16:00:00Z' }) }),
    aLead({ id: 'l3', customer: { name: 'Over Demo' }, call_hours: closed({ until: '2020-01-01T15:00:00Z' }) }),
    aLead({ id: 'l4', customer: { name: 'Never Demo' }, call_hours: closed({ from: null, until: null }) }),
    aLead({ id: 'l5', customer: { name: 'Booked Demo' }, status: 'booked', call_hours: closed({ from: soon }) }),
  ]
  renderScreen(queue())
  const reason = async (name: string) =>
    ((await screen.findByRole('link', { name })).closest('[role=row]') as HTMLElement).textContent
  expect(await reason('Later Demo')).toContain('May be called from 11:00 AM Wed')
  expect(await reason('Open Demo')).not.toContain('May be called')
  expect(await reason('Over Demo')).toContain('do not call now')
  expect(await reason('Never Demo')).toContain('do not call now')
  expect(await reason('Booked Demo')).not.toMatch(/call(ed)? /)
})

test('the queue can be those who may be called now', async () => {
  const asked: string[] = []
  server.events.on('request:start', ({ request }) => asked.push(new URL(request.url).search))
  const { user } = renderScreen(queue({ call: 'now' }))
  onTestFinished(() => void server.events.removeAllListeners())
  const chip = await screen.findByRole('button', { name: 'May be called now' })
  expect(chip).toHaveAttribute('aria-pressed', 'true')
  await waitFor(() => expect(asked.filter(s => s.includes('call=now')).length).toBeGreaterThan(1))
  await user.click(chip)
  expect(actions.onFilter).toHaveBeenLastCalledWith({ call: undefined })
})

test('the first lead is opened where there is room for it', async () => {
  renderScreen(
    <QueuePage dealer={aDealer()} user={aUser()} filter={{}} leadId={undefined} {...actions}>
      <p />
    </QueuePage>,
  )
  await waitFor(() => expect(actions.onOpen).toHaveBeenCalledWith('l1', true))
})

test('a new order waits to be asked for, while what the rows say is renewed in place', async () => {
  portal.leads = someLeads(4, () => ({ message: aTemplate() }))
  const { queryClient, user } = renderScreen(queue())
  await waitFor(() => expect(names()).toHaveLength(4))
  expect(within(rows()[1] as HTMLElement).getByText('Template')).toBeInTheDocument()

  const [a, b, c, d] = someLeads(4)
  if (!a || !b || !c || !d) throw new Error('no leads')
  portal.leads = [d, a, b, c, aLead({ id: 'l9', customer: { name: 'Customer New' } })]
  await lookAgain(queryClient)
  await waitFor(() => expect(within(rows()[1] as HTMLElement).getByText('AI draft')).toBeInTheDocument())
  expect(names()).toEqual(['Customer Number1', 'Customer Number2', 'Customer Number3', 'Customer Number4'])

  await user.click(screen.getByRole('button', { name: '2 changes — show' }))
  await waitFor(() =>
    expect(names()).toEqual([
      'Customer Number4',
      'Customer Number1',
      'Customer Number2',
      'Customer Number3',
      'Customer New',
    ]),
  )
  expect(screen.queryByRole('button', { name: /change/ })).not.toBeInTheDocument()
})

test('one lead that goes from a queue with more pages is one change', async () => {
  portal.leads = someLeads(120)
  const { queryClient } = renderScreen(queue())
  await waitFor(() => expect(names().length).toBeGreaterThan(5))
  portal.leads = portal.leads.filter(l => l.id !== 'l3')
  await lookAgain(queryClient)
  expect(await screen.findByRole('button', { name: '1 change — show' })).toBeInTheDocument()
})

test('a text that is being written is looked for again and again, and no longer', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  try {
    let looks = 0
    portal.leads = someLeads(2, () => ({ message: aTemplate() }))
    server.events.on('request:start', ({ request }) => {
      if (request.url.includes('/api/generate-leads')) looks++
    })
    renderScreen(queue())
    await waitFor(() => expect(names()).toHaveLength(2))
    await act(() => vi.advanceTimersByTimeAsync(1300))
    await waitFor(() => expect(looks).toBe(1))
    portal.leads = someLeads(2)
    await act(() => vi.advanceTimersByTimeAsync(1300))
    await waitFor(() => expect(looks).toBe(2))
    await waitFor(() => expect(within(rows()[0] as HTMLElement).getByText('AI draft')).toBeInTheDocument())
    await act(() => vi.advanceTimersByTimeAsync(5000))
    expect(looks).toBe(2)
  } finally {
    server.events.removeAllListeners()
    vi.useRealTimers()
  }
})

test('of a long queue only what is on the screen is there, and more is fetched', async () => {
  portal.leads = someLeads(450)
  const { queryClient } = renderScreen(queue())
  await waitFor(() => expect(names().length).toBeGreaterThan(10))
  expect(names().length).toBeLessThan(40)
  expect(screen.getByRole('table', { name: 'Leads in order' })).toHaveAttribute('aria-rowcount', '-1')
  expect(queryClient.getQueryData<{ pages: unknown[] }>(leadKeys.list('LAKE', {}))?.pages).toHaveLength(1)
})

test('j and k move the focus along the rows', async () => {
  portal.leads = someLeads(5)
  const { user } = renderScreen(queue({}, 'l2'))
  await waitFor(() => expect(names()).toHaveLength(5))
  await user.keyboard('j')
  expect(screen.getByRole('link', { name: 'Customer Number3' })).toHaveFocus()
  await user.keyboard('kk')
  expect(screen.getByRole('link', { name: 'Customer Number1' })).toHaveFocus()
  await user.keyboard('k')
  expect(screen.getByRole('link', { name: 'Customer Number1' })).toHaveFocus()
})

test('keys do nothing while a person types', async () => {
  portal.leads = someLeads(5)
  const { user } = renderScreen(queue({}, 'l2'))
  await waitFor(() => expect(names()).toHaveLength(5))
  await user.keyboard('/')
  expect(screen.getByRole('searchbox')).toHaveFocus()
  await user.keyboard('jk')
  expect(screen.getByRole('searchbox')).toHaveValue('jk')
  await waitFor(() => expect(actions.onFilter).toHaveBeenLastCalledWith({ q: 'jk' }))
})

test('claiming takes the first lead that nobody has, and passes over one that was just taken', async () => {
  portal.leads = someLeads(4)
  const { user } = renderScreen(queue())
  await waitFor(() => expect(names()).toHaveLength(4))
  // Meanwhile somebody took the first two, one of them between the reading and the writing.
  portal.leads = portal.leads.map((l, i) => (i === 0 ? { ...l, assignee: { id: 'u2', name: 'Riley Test' } } : l))
  let raced = false
  server.use(
    http.patch(`${window.location.origin}/api/leads/l2`, () => {
      raced = true
      return problem(412, 'Changed.')
    }),
  )
  await user.click(screen.getByRole('button', { name: 'Claim next' }))
  expect(await screen.findByText('Customer Number3 is yours now.')).toBeInTheDocument()
  expect(raced).toBe(true)
  expect(portal.changes).toMatchObject([{ id: 'l3', ifMatch: '"v1"', change: { assignee_id: 'u1' } }])
  expect(actions.onOpen).toHaveBeenLastCalledWith('l3', false)
})

test('an empty queue says what to do, and so does a search that finds nothing', async () => {
  portal.leads = []
  const { unmount } = renderScreen(queue())
  expect(await screen.findByRole('heading', { name: 'No open leads' })).toBeInTheDocument()
  expect(screen.getByRole('link', { name: 'Import a file' })).toBeInTheDocument()
  unmount()
  const { user } = renderScreen(queue({ q: 'nobody' }))
  expect(await screen.findByRole('heading', { name: 'No lead fits' })).toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'Clear search and filters' }))
  expect(actions.onFilter).toHaveBeenLastCalledWith({})
})

test('a queue that cannot be had says why and can be asked for again', async () => {
  server.use(
    http.get(`${window.location.origin}/api/leads`, () => problem(500, 'Something went wrong on our side.'), {
      once: true,
    }),
  )
  const { user } = renderScreen(queue())
  expect(await screen.findByRole('alert')).toHaveTextContent('Something went wrong on our side.')
  expect(screen.getByRole('alert')).toHaveTextContent('req-1')
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByRole('link', { name: 'Dana Demo-Ortiz' })).toBeInTheDocument()
})

test('how the queue is ranked is one click away, with the thresholds that were used', async () => {
  const { user } = renderScreen(queue())
  await user.click(await screen.findByRole('button', { name: 'How ranked?' }))
  const dialog = await screen.findByRole('dialog', { name: 'How the queue is ranked' })
  for (const rule of ['High: from 30%', 'Moderate: from 15%', 'Follow up: from 8%', 'Retention: below 8%']) {
    expect(within(dialog).getByText(rule)).toBeInTheDocument()
  }
})

test('the queue is asked for by the dealer’s code', async () => {
  let first: string | null = null
  server.use(
    http.get(`${window.location.origin}/api/leads`, ({ request }) => {
      first ??= new URL(request.url).searchParams.get('dealer')
      return HttpResponse.json({
        leads: [],
        next_cursor: null,
        thresholds: { high: 0.3, moderate: 0.15, follow_up: 0.08 },
      })
    }),
  )
  renderScreen(queue())
  await screen.findByRole('heading', { name: 'No open leads' })
  expect(first).toBe('LAKE')
})

test("another dealer's queue takes this one's place: none of its leads, nothing selected, its own links", async () => {
  const other = [aLead({ id: 'o1', customer: { ...aLead().customer, name: 'Olga Other-Test' } })]
  let answer: (now?: undefined) => void = () => undefined
  const asked = new Promise<undefined>(done => {
    answer = done
  })
  server.use(
    http.get(`${window.location.origin}/api/leads`, async ({ request }) => {
      if (new URL(request.url).searchParams.get('dealer') !== 'RIVER') return
      await asked
      return HttpResponse.json({
        leads: other,
        next_cursor: null,
        thresholds: { high: 0.3, moderate: 0.15, follow_up: 0.08 },
      })
    }),
  )
  function Switch() {
    const [code, setCode] = useState('LAKE')
    return (
      <>
        <button type="button" onClick={() => setCode('RIVER')}>
          switch
        </button>
        <QueuePage
          dealer={aDealer({ code })}
          user={aUser({ role: 'admin' })}
          filter={{}}
          leadId={undefined}
          {...actions}
        >
          <p>the lead</p>
        </QueuePage>
      </>
    )
  }
  portal.leads = someLeads(3)
  const { user } = renderScreen(<Switch />)
  await user.click(await screen.findByRole('checkbox', { name: 'Select Customer Number1' }))
  expect(await bulkBar()).toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'switch' }))
  expect(screen.queryByText('Customer Number1')).not.toBeInTheDocument()
  expect(screen.queryByRole('region', { name: 'Selected leads' })).not.toBeInTheDocument()
  answer()
  expect(await screen.findByRole('link', { name: 'Olga Other-Test' })).toHaveAttribute(
    'href',
    '/dealer/leads/o1?dealer=RIVER',
  )
  expect(names()).toEqual(['Olga Other-Test'])
})

const select = (name: string) => screen.getByRole('checkbox', { name: `Select ${name}` })
const bulkBar = () => screen.findByRole('region', { name: 'Selected leads' })

test('leads are selected one by one and by range, and changed together, with a way back', async () => {
  portal.leads = someLeads(5, i => ({ assignee: i === 2 ? { id: 'u2', name: 'Riley Test' } : null }))
  const { user } = renderScreen(queue())
  await waitFor(() => expect(names()).toHaveLength(5))
  await user.click(select('Customer Number1'))
  await user.keyboard('{Shift>}')
  await user.click(select('Customer Number4'))
  await user.keyboard('{/Shift}')
  await user.click(select('Customer Number2'))
  const bar = await bulkBar()
  expect(within(bar).getByText('3 selected')).toBeInTheDocument()

  await user.click(within(bar).getByRole('button', { name: 'Claim' }))
  expect(await screen.findByText('2 leads: claimed.')).toBeInTheDocument()
  expect(portal.changes).toEqual([
    { id: 'l1', ifMatch: '"v1"', change: { assignee_id: 'u1' } },
    { id: 'l4', ifMatch: '"v1"', change: { assignee_id: 'u1' } },
  ])
  await waitFor(() => expect(screen.queryByRole('region', { name: 'Selected leads' })).not.toBeInTheDocument())
  await user.click(screen.getByRole('button', { name: 'Undo' }))
  expect(await screen.findByText('2 leads put back.')).toBeInTheDocument()
  expect(portal.leads.map(l => l.assignee?.id ?? null)).toEqual([null, null, 'u2', null, null])
})

test('what somebody else has changed is told, stays selected, and is left as it is', async () => {
  portal.leads = someLeads(3)
  const { user } = renderScreen(queue())
  await waitFor(() => expect(names()).toHaveLength(3))
  await user.click(select('Customer Number1'))
  await user.click(select('Customer Number2'))
  portal.leads = portal.leads.map(l => (l.id === 'l2' ? { ...l, version: 7 } : l))
  const bar = await bulkBar()
  await user.selectOptions(within(bar).getByRole('combobox', { name: 'Set status' }), 'Contacted')
  expect(await screen.findByText('1 lead: contacted. 1 had changed in the meantime')).toBeInTheDocument()
  expect(portal.leads.map(l => l.status)).toEqual(['contacted', 'new', 'new'])
  expect(await bulkBar()).toBeInTheDocument()
})

test('x selects the lead with the focus, a claims it and releases it again, and Escape clears the selection', async () => {
  portal.leads = someLeads(3)
  const { user } = renderScreen(queue())
  await waitFor(() => expect(names()).toHaveLength(3))
  await user.keyboard('jx')
  expect(select('Customer Number2')).toBeChecked()
  await bulkBar()
  await user.keyboard('{Escape}')
  expect(select('Customer Number2')).not.toBeChecked()
  await user.keyboard('a')
  await waitFor(() => expect(portal.leads[1]?.assignee?.id).toBe('u1'))
  await waitFor(() => expect(within(rows()[1] as HTMLElement).getByText(', with Morgan Test')).toBeInTheDocument())
  await user.keyboard('a')
  await waitFor(() => expect(portal.leads[1]?.assignee).toBeNull())
})

test('nobody releases what is somebody else’s', async () => {
  portal.leads = someLeads(1, () => ({ assignee: { id: 'u2', name: 'Riley Test' } }))
  const { user } = renderScreen(queue())
  await waitFor(() => expect(names()).toHaveLength(1))
  await user.keyboard('a')
  expect(await screen.findByText(/somebody else’s/)).toBeInTheDocument()
  expect(portal.changes).toEqual([])
})

test('when the row with the focus goes, the one in its place has it', async () => {
  portal.leads = someLeads(4)
  const { user } = renderScreen(queue())
  await waitFor(() => expect(names()).toHaveLength(4))
  await user.keyboard('jj')
  expect(screen.getByRole('link', { name: 'Customer Number3' })).toHaveFocus()
  portal.leads = portal.leads.filter(l => l.id !== 'l3')
  await user.keyboard('r')
  await waitFor(() => expect(screen.getByRole('link', { name: 'Customer Number4' })).toHaveFocus())
})

test('a view is saved under a name, picked again, renamed and deleted', async () => {
  const { user } = renderScreen(queue({ priority: 'HIGH', sort: 'newest' }))
  await user.click(await screen.findByRole('button', { name: /^Views/ }))
  const panel = await screen.findByRole('dialog', { name: 'Saved views' })
  await user.type(within(panel).getByRole('textbox', { name: 'Save what is shown as' }), 'Mornings{Enter}')
  expect(await screen.findByText('View “Mornings” saved.')).toBeInTheDocument()
  expect(portal.views).toEqual([{ id: 'v1', name: 'Mornings', query: 'priority=HIGH&sort=newest' }])

  await user.click(await within(panel).findByRole('button', { name: 'Rename Mornings' }))
  await user.clear(within(panel).getByRole('textbox', { name: 'New name' }))
  await user.type(within(panel).getByRole('textbox', { name: 'New name' }), 'Early{Enter}')
  await user.click(await within(panel).findByRole('button', { name: 'Early' }))
  expect(actions.onFilter).toHaveBeenLastCalledWith({ priority: 'HIGH', sort: 'newest' })
  expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
  expect(screen.getByRole('button', { name: /^Early/ })).toHaveFocus()

  await user.click(screen.getByRole('button', { name: /^Early/ }))
  await user.click(await screen.findByRole('button', { name: 'Delete Early' }))
  expect(await screen.findByText('View “Early” deleted.')).toBeInTheDocument()
  expect(portal.views).toEqual([])
})

test('a name that is taken is said to be', async () => {
  portal.views = [{ id: 'v1', name: 'Mornings', query: 'sort=oldest' }]
  const { user } = renderScreen(queue({ priority: 'HIGH' }))
  await user.click(await screen.findByRole('button', { name: /^Views/ }))
  await user.type(await screen.findByRole('textbox', { name: 'Save what is shown as' }), 'Mornings{Enter}')
  expect(await screen.findByRole('alert')).toHaveTextContent('You have a view of this name already.')
})

test('a search for a VIN that finds no lead says why', async () => {
  portal.leads = []
  portal.whereabouts = aWhereabouts({ reason: 'no_climate', state: 'PR' })
  renderScreen(queue({ q: '1FTEW1EP5KFA00001' }))
  expect(await screen.findByText(/no temperature is known for PR/)).toBeInTheDocument()
  expect(screen.getByRole('link', { name: 'Go to Settings' })).toBeInTheDocument()
})

test('in another order a place in the list is no rank', async () => {
  const { unmount } = renderScreen(queue())
  expect(await screen.findByRole('columnheader', { name: 'Rank' })).toBeInTheDocument()
  unmount()
  renderScreen(queue({ sort: 'newest' }))
  expect(await screen.findByRole('columnheader', { name: 'No.' })).toBeInTheDocument()
})
