import { expect, type Lead, rowOf, rowsOf, test, workspaceOf } from './test'

/** A lead that no other test works with, by its place among the moderate ones. */
function nth(leads: Lead[], i: number): Lead {
  const lead = leads[i]
  if (!lead) throw new Error(`the demo has no lead number ${i}`)
  return lead
}
const moderate = { priority: 'MODERATE', limit: '20' }

test('an outcome sets the status, and can be taken back', async ({ as }) => {
  const { page, portal } = await as('advisor')
  const lead = nth(await portal.leads(moderate), 0)
  await page.goto(`/dealer/leads/${lead.id}?priority=MODERATE`)
  await workspaceOf(page).getByRole('button', { name: 'Voicemail' }).click()
  await expect(workspaceOf(page).getByText('Now: Contacted')).toBeVisible()
  await expect(rowOf(page, lead)).toContainText('Contacted')
  expect((await portal.lead(lead.id)).lead.status).toBe('contacted')

  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(workspaceOf(page).getByText('Now: New')).toBeVisible()
  expect((await portal.lead(lead.id)).lead.status).toBe('new')
})

test('a call-back is promised by the dealer’s clock', async ({ as }) => {
  const { page, portal } = await as('advisor')
  const lead = nth(await portal.leads(moderate), 1)
  await page.goto(`/dealer/leads/${lead.id}`)
  await workspaceOf(page).getByRole('button', { name: 'Call back' }).click()
  const dialog = page.getByRole('dialog', { name: 'When was the call promised?' })
  await expect(dialog.getByText(/Dealer's time/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Tomorrow 9 AM' }).click()
  await expect(workspaceOf(page).getByText(/Now: Call back, promised tomorrow, 9:00/)).toBeVisible()
  const at = (await portal.lead(lead.id)).lead.call_back_at
  const hour = new Intl.DateTimeFormat('en-US', { timeZone: 'America/Detroit', hour: 'numeric', hourCycle: 'h23' })
  expect(hour.format(new Date(at ?? 0))).toBe('09')
})

test('a lead is closed with a reason, and stays in its place until the order is asked for', async ({ as }) => {
  const { page, portal } = await as('advisor')
  const lead = nth(await portal.leads(moderate), 2)
  await page.goto(`/dealer/leads/${lead.id}?priority=MODERATE`)
  await workspaceOf(page).getByText('More outcomes').click()
  await workspaceOf(page).getByRole('button', { name: 'Close for another reason' }).click()
  const dialog = page.getByRole('dialog', { name: 'Why is this lead done?' })
  await expect(dialog.getByRole('button', { name: 'Close lead' })).toBeDisabled()
  await dialog.getByLabel('Done elsewhere').check()
  await dialog.getByRole('button', { name: 'Close lead' }).click()
  await expect(workspaceOf(page).getByText('Closed: Done elsewhere')).toBeVisible()
  await expect(rowOf(page, lead)).toBeVisible()

  await page.getByRole('button', { name: '1 change — show', exact: true }).click()
  await expect(rowOf(page, lead)).toHaveCount(0)
  expect((await portal.lead(lead.id)).lead.closed_reason).toBe('done_elsewhere')
})

test('a change of what somebody else has changed is not saved unseen', async ({ as }) => {
  const { page, portal } = await as('advisor')
  const lead = nth(await portal.leads(moderate), 3)
  // Nothing is told live here, as on a connection that is down for a moment.
  await page.route('**/api/events*', route => route.abort())
  await page.goto(`/dealer/leads/${lead.id}`)
  await expect(workspaceOf(page).getByText('Now: New')).toBeVisible()
  await portal.change(lead.id, { status: 'contacted', note: 'Spoke to the owner.' })
  await workspaceOf(page).getByRole('button', { name: 'Booked' }).click()

  const notice = workspaceOf(page).getByRole('alert')
  await expect(notice).toContainText('Somebody else changed this lead')
  await expect(workspaceOf(page).getByText('Now: Contacted')).toBeVisible()
  expect((await portal.lead(lead.id)).lead.status).toBe('contacted')

  await notice.getByRole('button', { name: 'Save my change anyway' }).click()
  await expect(workspaceOf(page).getByText('Now: Booked')).toBeVisible()
  const now = (await portal.lead(lead.id)).lead
  expect([now.status, now.note]).toEqual(['booked', 'Spoke to the owner.'])
})

test('a note that crosses with another one is kept beside it', async ({ as }) => {
  const { page, portal } = await as('advisor')
  const lead = nth(await portal.leads(moderate), 4)
  await page.goto(`/dealer/leads/${lead.id}`)
  await workspaceOf(page).getByLabel('Note').fill('Mine')
  await portal.change(lead.id, { note: 'Theirs' })
  await page.getByRole('button', { name: 'Save note' }).click()
  const notice = workspaceOf(page).getByRole('alert')
  await expect(notice).toContainText('Theirs')
  await expect(workspaceOf(page).getByLabel('Note')).toHaveValue('Mine')
  await notice.getByRole('button', { name: 'Leave it as it is' }).click()
  await expect(workspaceOf(page).getByLabel('Note')).toHaveValue('Theirs')
})

test('a note and an assignee are saved', async ({ as }) => {
  const { page, portal } = await as('advisor')
  const lead = nth(await portal.leads(moderate), 5)
  await page.goto(`/dealer/leads/${lead.id}`)
  await workspaceOf(page).getByLabel('Note').fill('Prefers mornings.')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('Note saved.')).toBeVisible()
  await workspaceOf(page).getByRole('button', { name: 'Assign to me' }).click()
  await expect(workspaceOf(page).getByRole('button', { name: 'Assign to me' })).toBeHidden()
  const now = (await portal.lead(lead.id)).lead
  expect(now.note).toBe('Prefers mornings.')
  await expect(workspaceOf(page).getByLabel('Assignee').locator('option:checked')).toHaveText(now.assignee?.name ?? '')

  await workspaceOf(page).getByLabel('Assignee').selectOption({ label: 'Nobody' })
  await expect(workspaceOf(page).getByRole('button', { name: 'Assign to me' })).toBeVisible()
  expect((await portal.lead(lead.id)).lead.assignee).toBeNull()
})

test('the first lead that nobody has is claimed and opened', async ({ as }) => {
  const { page, portal } = await as('manager')
  await page.goto('/dealer?priority=FOLLOW_UP')
  await page.getByRole('button', { name: 'Claim next' }).click()
  await expect(page.getByText(/is yours now\.$/)).toBeVisible()
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  const { lead } = await portal.lead(id)
  expect(lead.priority).toBe('FOLLOW_UP')
  await expect(workspaceOf(page).getByRole('heading', { name: lead.customer.name })).toBeVisible()
  await expect(workspaceOf(page).getByLabel('Assignee')).toHaveValue(lead.assignee?.id ?? '')
  expect(lead.assignee).not.toBeNull()
})

test('filters and search are in the address, and come back with it', async ({ as }) => {
  const { page, portal } = await as('advisor')
  const lead = nth(await portal.leads(moderate), 6)
  await page.goto('/dealer')
  await page.getByRole('button', { name: /^Moderate/ }).click()
  await page.getByRole('searchbox').fill(lead.vehicle.vin)
  await expect(page).toHaveURL(new RegExp(`priority=MODERATE&q=${lead.vehicle.vin}`))
  await expect(rowsOf(page)).toHaveCount(2)
  await page.reload()
  await expect(page.getByRole('searchbox')).toHaveValue(lead.vehicle.vin)
  await expect(page.getByRole('button', { name: /^Moderate/ })).toHaveAttribute('aria-pressed', 'true')
  await expect(rowOf(page, lead)).toBeVisible()

  await page.getByRole('searchbox').fill('nobody is called this')
  await expect(page.getByRole('heading', { name: 'No lead fits' })).toBeVisible()
  await page.getByRole('button', { name: 'Clear search and filters' }).click()
  await expect(rowsOf(page).nth(5)).toBeVisible()
})

test('the whole queue can be scrolled through, page by page', async ({ as }) => {
  const { page, portal } = await as('advisor')
  const counts = await (await page.request.get('/api/leads/counts')).json()
  const last = (await portal.leads({ priority: 'RETENTION', limit: '200' })).at(-1)
  expect(counts.open).toBeGreaterThan(100)
  await page.goto('/dealer')
  await expect(rowsOf(page).nth(1)).toBeVisible()
  const list = page.getByRole('table', { name: 'Leads in order' })
  await expect(async () => {
    await rowsOf(page).last().hover()
    await page.mouse.wheel(0, 20_000)
    expect(await list.getAttribute('aria-rowcount')).toBe(String(counts.open + 1))
    await expect(rowsOf(page).last()).toHaveAttribute('aria-rowindex', String(counts.open + 1), { timeout: 500 })
  }).toPass()
  expect(last).toBeDefined()
  // What is on the screen is all that there is of the table.
  expect(await rowsOf(page).count()).toBeLessThan(60)
})

test('every bar of the risk has its receipt', async ({ as }) => {
  const { page, portal } = await as('advisor')
  const lead = nth(await portal.leads({ limit: '1' }), 0)
  await page.goto(`/dealer/leads/${lead.id}`)
  const table = workspaceOf(page).getByRole('table', { name: 'What moved the estimate' })
  for (const reason of lead.risk.reasons.filter((r, i) => i === 0 || r.log_odds !== 0)) {
    await table.getByRole('button', { name: `Source of “${reason.label}”` }).click()
    await expect(table.getByText(reason.source)).toBeVisible()
  }
})

test('an address that leads to no lead says so', async ({ as }) => {
  const { page } = await as('advisor')
  await page.goto('/dealer/leads/01900000-0000-7000-8000-000000000000')
  await expect(page.getByRole('heading', { name: 'This lead is not here' })).toBeVisible()
})
