import { noViolations } from './axe'
import { expect, type Lead, rowOf, rowsOf, test, workspaceOf } from './test'

const minute = 60_000

/** A moment before, in, or after the hours that a lead tells. */
function moments({ call_hours: { from, until } }: Lead) {
  const [opens, ends] = [Date.parse(from ?? ''), Date.parse(until ?? '')]
  return { before: opens - 30 * minute, within: opens + 30 * minute, lastMinute: ends - minute, after: ends + minute }
}

const clockOf = (at: string, timeZone: string) =>
  new Intl.DateTimeFormat('en-US', { hour: 'numeric', minute: '2-digit', timeZone }).format(new Date(at))

test('a lead says when its owner may be called, by the clock of the page', async ({ as }) => {
  const { page, portal } = await as('advisor')
  const lead = (await portal.leads({ limit: '1' }))[0] as Lead
  const at = moments(lead)
  const { from, until, time_zone: zone } = lead.call_hours
  const line = workspaceOf(page).getByRole('region', { name: 'Outcome' })
  const opens = clockOf(from ?? '', zone)

  await page.clock.setFixedTime(at.within)
  await page.goto(`/dealer/leads/${lead.id}`)
  await expect(line).toContainText(`May be called now until ${clockOf(until ?? '', zone)} (Eastern Time)`)
  await expect(rowOf(page, lead)).not.toContainText('from ')

  await page.clock.setFixedTime(at.before)
  await page.reload()
  await expect(line).toContainText(`Not now. Opens ${opens} `)
  await expect(rowOf(page, lead)).toContainText(`May be called from ${opens}`)
  // What came of a call may be recorded all the same: it may have been the owner who called.
  await expect(workspaceOf(page).getByRole('button', { name: /No answer/ })).toBeEnabled()
  await noViolations(page, 'a lead out of hours')

  await page.clock.setFixedTime(at.lastMinute)
  await page.reload()
  await expect(line).toContainText('May be called now')
})

test('the queue of those who may be called now is in the address, and can be kept as a view', async ({ as }) => {
  const { page, portal } = await as('advisor')
  const callable = await portal.leads({ call: 'now', limit: '100' })
  await page.goto('/dealer')
  await page.getByRole('button', { name: 'May be called now' }).click()
  await expect(page).toHaveURL(/[?&]call=now/)
  await expect(page.getByRole('button', { name: 'May be called now' })).toHaveAttribute('aria-pressed', 'true')
  if (callable.length > 0) {
    await expect(rowsOf(page).nth(1)).toContainText(callable[0]?.customer.name ?? '')
  } else {
    await expect(page.getByRole('heading', { name: 'No lead fits' })).toBeVisible()
  }
  await page.getByRole('button', { name: /^Views/ }).click()
  await page.getByLabel('Save what is shown as').fill('My shift')
  await page.getByRole('button', { name: 'Save view' }).click()
  await page.goto('/dealer')
  await page.getByRole('button', { name: /^Views/ }).click()
  await page.getByRole('button', { name: 'My shift', exact: true }).click()
  await expect(page).toHaveURL(/[?&]call=now/)
  await page.getByRole('button', { name: /^My shift/ }).click()
  await page.getByRole('button', { name: 'Delete My shift' }).click()
  await expect(page.getByText('View “My shift” deleted.')).toBeVisible()
})

test('a manager sets hours for a state, and its leads follow them', async ({ as }) => {
  const { page, portal } = await as('manager')
  const lead = (await portal.leads({ limit: '1' }))[0] as Lead
  const { state } = lead.vehicle
  await page.goto('/dealer/settings')
  const card = page.getByRole('region', { name: 'Calling hours' })
  await expect(card).toContainText('Not legal advice')
  await card.getByLabel('Set hours for').selectOption(state)
  const dialog = page.getByRole('dialog', { name: `Calling hours for ${state}` })
  await dialog.getByLabel('Mon–Fri, from').fill('07:00')
  await dialog.getByRole('button', { name: 'Save hours' }).click()
  await expect(dialog).toContainText('must lie between 08:00 and 21:00')
  for (const day of ['Mon–Fri', 'Saturday']) {
    await dialog.getByLabel(`${day}, from`).fill('10:15')
    await dialog.getByLabel(`${day}, until`).fill('15:45')
  }
  await dialog.getByLabel('Note').fill('Shift plan (test)')
  await noViolations(page, 'calling hours')
  await dialog.getByRole('button', { name: 'Save hours' }).click()
  const row = card.getByRole('row', { name: new RegExp(`^${state} `) })
  await expect(row).toContainText('10:15 AM–3:45 PM')
  await expect(row).toContainText('Dealer’s own')
  await expect(row).toContainText('Shift plan (test)')

  const now = (await portal.lead(lead.id)).lead.call_hours
  expect(now.basis).toBe('own')
  // Michigan keeps Central Time, too, in its west: what is within the hours there begins an hour later.
  expect(clockOf(now.from ?? '', now.time_zone)).toBe('11:15 AM')
  expect(clockOf(now.until ?? '', now.time_zone)).toBe('3:45 PM')

  await card.getByRole('button', { name: `Change ${state}` }).click()
  await dialog.getByRole('button', { name: 'Back to the table’s row' }).click()
  await expect(row).toHaveCount(0)
  expect((await portal.lead(lead.id)).lead.call_hours.basis).toBe(lead.call_hours.basis)
})
