import type { Page } from '@playwright/test'
import { noViolations } from './axe'
import { password, people } from './people'
import { expect, type Lead, Portal, rowOf, rowsOf, test, workspaceOf } from './test'

/** A lead that no other test works with, by its place among those kept for retention. */
function nth(leads: Lead[], i: number): Lead {
  const lead = leads[i]
  if (!lead) throw new Error(`the demo has no lead number ${i}`)
  return lead
}
const retention = { priority: 'RETENTION', limit: '60' }
const select = (page: Page, lead: Lead) => rowOf(page, lead).getByRole('checkbox').check({ force: true })
const bulkBar = (page: Page) => page.getByRole('region', { name: 'Selected leads' })

test('a view is saved, is there after a reload, and is deleted with a way back', async ({ as }) => {
  const { page } = await as('manager')
  await page.goto('/dealer')
  await page.getByRole('button', { name: /^Follow up/ }).click()
  await page.getByRole('combobox', { name: 'Order' }).selectOption('Oldest first')
  await expect(page).toHaveURL(/priority=FOLLOW_UP&sort=oldest/)
  await page.getByRole('button', { name: /^Views/ }).click()
  await page.getByRole('textbox', { name: 'Save what is shown as' }).fill('Oldest to follow up')
  await page.keyboard.press('Enter')
  await expect(page.getByText('View “Oldest to follow up” saved.')).toBeVisible()
  await page.keyboard.press('Escape')

  await page.goto('/dealer')
  await page.getByRole('button', { name: /^Views/ }).click()
  await page.getByRole('button', { name: 'Oldest to follow up', exact: true }).click()
  await expect(page).toHaveURL(/priority=FOLLOW_UP&sort=oldest/)
  await expect(page.getByRole('button', { name: /^Follow up/ })).toHaveAttribute('aria-pressed', 'true')
  const button = page.getByRole('button', { name: /^Oldest to follow up/ })
  await expect(button).toBeFocused()

  await button.click()
  await page.getByRole('button', { name: 'Delete Oldest to follow up' }).click()
  await expect(page.getByText('View “Oldest to follow up” deleted.')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('View “Oldest to follow up” saved.')).toBeVisible()
  const { views } = await (await page.request.get('/api/views')).json()
  expect(views).toMatchObject([{ name: 'Oldest to follow up', query: 'priority=FOLLOW_UP&sort=oldest' }])
})

test('one person’s views are not another’s', async ({ as }) => {
  const { page } = await as('advisor')
  await page.goto('/dealer')
  await page.getByRole('button', { name: /^Views/ }).click()
  await expect(page.getByText(/^None yet\./)).toBeVisible()
})

test('several leads are changed at once; what somebody else has changed is told and left; undo puts back', async ({
  as,
}) => {
  const { page, portal } = await as('advisor')
  const leads = (await portal.leads(retention)).slice(0, 3)
  const [a, b, c] = [nth(leads, 0), nth(leads, 1), nth(leads, 2)]
  // Nothing is told live here, as on a connection that is down for a moment.
  await page.route('**/api/events*', route => route.abort())
  await page.goto(`/dealer/leads/${a.id}?priority=RETENTION`)
  for (const lead of leads) await select(page, lead)
  await expect(bulkBar(page).getByText('3 selected')).toBeVisible()
  await portal.change(b.id, { note: 'Somebody was quicker.' })
  await bulkBar(page).getByRole('combobox', { name: 'Set status' }).selectOption('Contacted')
  await expect(page.getByText('2 leads: contacted. 1 had changed in the meantime')).toBeVisible()
  await expect(rowOf(page, a)).toContainText('Contacted')
  expect(await Promise.all(leads.map(async l => (await portal.lead(l.id)).lead.status))).toEqual([
    'contacted',
    'new',
    'contacted',
  ])

  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('2 leads put back.')).toBeVisible()
  expect((await portal.lead(c.id)).lead.status).toBe('new')
  await expect(rowOf(page, a)).not.toContainText('Contacted')
})

test('leads are claimed and released together', async ({ as }) => {
  const { page, portal } = await as('advisor')
  const leads = (await portal.leads(retention)).slice(3, 5)
  await page.goto(`/dealer/leads/${leads[0]?.id}?priority=RETENTION`)
  for (const lead of leads) await select(page, lead)
  await bulkBar(page).getByRole('button', { name: 'Claim' }).click()
  await expect(page.getByText('2 leads: claimed.')).toBeVisible()
  await expect(bulkBar(page)).toHaveCount(0)
  expect(await Promise.all(leads.map(async l => (await portal.lead(l.id)).lead.assignee !== null))).toEqual([
    true,
    true,
  ])

  for (const lead of leads) await select(page, lead)
  await bulkBar(page).getByRole('button', { name: 'Release' }).click()
  await expect(page.getByText('2 leads: released.')).toBeVisible()
  expect(await Promise.all(leads.map(async l => (await portal.lead(l.id)).lead.assignee))).toEqual([null, null])
})

test('Escape leads from the lead to the list and only there ends the selection', async ({ as }) => {
  const { page, portal } = await as('advisor')
  const [a, b] = (await portal.leads(retention)).slice(13, 15)
  if (!a || !b) throw new Error('the demo has too few leads')
  await page.goto('/dealer?priority=RETENTION')
  await select(page, a)
  await expect(bulkBar(page)).toBeVisible()
  await rowOf(page, b).getByRole('link').click()
  await expect(workspaceOf(page).getByRole('heading', { name: b.customer.name })).toBeVisible()
  await workspaceOf(page).getByRole('tab', { name: 'Email' }).click()
  await page.keyboard.press('Escape')
  await expect(rowOf(page, b).getByRole('link')).toBeFocused()
  await expect(bulkBar(page).getByText('1 selected')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(bulkBar(page)).toHaveCount(0)
  await expect(workspaceOf(page).getByRole('heading', { name: b.customer.name })).toBeVisible()

  // On a phone the lead covers the list, and is what goes first wherever the focus is.
  await select(page, a)
  await page.setViewportSize({ width: 390, height: 844 })
  await expect(page.getByRole('button', { name: /Back to the queue/ })).toBeVisible()
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await page.keyboard.press('Escape')
  await expect(workspaceOf(page)).toHaveCount(0)
  await expect(bulkBar(page).getByText('1 selected')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(bulkBar(page)).toHaveCount(0)
})

test('a search for the VIN of a closed lead says who closed it and why', async ({ as }) => {
  const { page, portal } = await as('manager')
  const lead = nth(await portal.leads(retention), 6)
  await portal.change(lead.id, { status: 'closed', closed_reason: 'declined' })
  await page.goto('/dealer')
  await page.getByRole('searchbox').fill(lead.vehicle.vin)
  await expect(page.getByText(/Its lead was closed by .+ just now: Customer declined\./)).toBeVisible()
  await page.getByRole('button', { name: 'Open the lead' }).click()
  await expect(workspaceOf(page).getByText('Closed: Customer declined')).toBeVisible()
})

test('by VIN it is said which filter leaves a vehicle out, and the answer has an address', async ({ as }) => {
  const { page, portal } = await as('advisor')
  const lead = nth(await portal.leads(retention), 7)
  await page.goto('/dealer?priority=HIGH')
  await expect(rowsOf(page).nth(1)).toBeVisible()
  await page.keyboard.press('w')
  const dialog = page.getByRole('dialog', { name: 'Why is a vehicle not here?' })
  await expect(dialog.getByLabel('VIN')).toBeFocused()
  await dialog.getByLabel('VIN').fill(lead.vehicle.vin.toLowerCase())
  await page.keyboard.press('Enter')
  await expect(
    dialog.getByText(/It has an open lead at rank \d+\. What leaves it out: the priority filter\./),
  ).toBeVisible()
  await page.reload()
  await expect(dialog.getByText(/What leaves it out: the priority filter/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Open the lead' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(page).toHaveURL(new RegExp(`/dealer/leads/${lead.id}`))
})

test('a vehicle where no temperature is known says so', async ({ as }) => {
  const { page, portal } = await as('admin')
  const dealer = { code: 'ISLAND', name: 'Island Ford (test)', state: 'PR', time_zone: 'America/Puerto_Rico' }
  expect((await page.request.post('/api/dealers', { data: dealer })).ok()).toBe(true)
  const vin = '1FTFW1E50PF000017'
  await portal.putVehicle(vin, { year: 2021, make: 'Ford', model: 'Escape SE', state: 'PR' }, 'ISLAND')
  await page.goto(`/dealer?dealer=island&q=${vin}`)
  await expect(page).toHaveURL(/dealer=ISLAND/)
  await expect(page.getByText(/It cannot be estimated: no temperature is known for PR\./)).toBeVisible()
  await page.getByRole('link', { name: 'Go to Settings' }).click()
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
})

test('a dealer that there is not is not found, and the rest of the portal is still there', async ({ as }) => {
  const { page } = await as('admin')
  await page.goto('/dealer?dealer=NOBODY')
  await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible()
  await page.getByRole('link', { name: 'Overview' }).click()
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()
})

test('commands: a customer, a screen, another dealer and a filter are a few letters away', async ({ as }) => {
  const { page, portal } = await as('admin')
  const lead = nth(await portal.leads({ dealer: 'MESA', limit: '1' }), 0)
  await page.goto('/dealer?dealer=LAKESIDE')
  await expect(rowsOf(page).nth(1)).toBeVisible()
  const input = page.getByRole('combobox', { name: 'Go to, find or do' })
  const ask = async (text: string, option: string) => {
    await page.keyboard.press('Control+k')
    await input.fill(text)
    await expect(page.getByRole('option', { selected: true })).toContainText(option)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
  await expect(workspaceOf(page)).toBeVisible()
  await ask('mesa', 'Mesa')
  await expect(page).toHaveURL(/dealer=MESA/)
  // The lead that was open is not looked for there; the one that comes first there is open.
  await expect(workspaceOf(page).getByRole('heading', { name: lead.customer.name })).toBeVisible()
  await ask(lead.vehicle.vin, lead.customer.name)
  await expect(workspaceOf(page).getByRole('heading', { name: lead.customer.name })).toBeVisible()
  await ask('show mod', 'Moderate')
  await expect(page).toHaveURL(/priority=MODERATE/)
  await ask('vehic', 'Vehicles')
  await expect(page.getByRole('heading', { name: 'Vehicles' })).toBeFocused()
  await expect(page).toHaveURL(/dealer=MESA/)
})

test('commands: what is found later neither takes the place of what was chosen nor comes in another order', async ({
  as,
}) => {
  const { page } = await as('admin')
  await page.goto('/dealer?dealer=MESA')
  await expect(rowsOf(page).nth(1)).toBeVisible()
  let answer = () => {}
  const held = new Promise<void>(done => {
    answer = done
  })
  await page.route(/\/api\/leads\?.*q=demo/, async route => {
    await held
    await route.continue()
  })
  const vehicles = page.waitForResponse(/\/api\/vehicles\?.*q=demo/)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Go to, find or do' }).fill('demo')
  await page.keyboard.press('ArrowDown')
  const chosen = page.getByRole('option', { selected: true })
  const words = await chosen.innerText()
  await (await vehicles).finished()
  await page.evaluate(() => new Promise(done => requestAnimationFrame(() => setTimeout(done))))
  await expect(page.getByRole('option', { name: /Vehicles$/ })).toHaveCount(0)
  answer()
  await expect(page.getByRole('option', { name: /Vehicles$/ }).first()).toBeVisible()
  await expect(page.getByRole('option').first()).toHaveAccessibleName(/Leads$/)
  await expect(chosen).toHaveText(words, { useInnerText: true })
})

test('what changes elsewhere waits to be shown; no row moves and the focus stays', async ({ as }) => {
  const { page, portal } = await as('advisor')
  const leads = await portal.leads(retention)
  const [first, gone] = [nth(leads, 8), nth(leads, 9)]
  await page.goto(`/dealer/leads/${first.id}?priority=RETENTION`)
  await expect(rowOf(page, gone)).toBeVisible()
  await page.keyboard.press('j')
  await expect(rowOf(page, gone).getByRole('link')).toBeFocused()
  const before = await rowOf(page, gone).boundingBox()
  await portal.change(gone.id, { status: 'closed', closed_reason: 'other' })
  await expect(page.getByRole('button', { name: '1 change — show' })).toBeVisible()
  await expect(rowOf(page, gone)).toContainText('Closed')
  expect(await rowOf(page, gone).boundingBox()).toEqual(before)
  await expect(rowOf(page, gone).getByRole('link')).toBeFocused()

  await page.keyboard.press('r')
  await expect(rowOf(page, gone)).toHaveCount(0)
  await expect(page.locator(':focus')).toHaveRole('link')
  await expect(rowsOf(page).filter({ has: page.locator(':focus') })).toHaveCount(1)
})

test('on a phone a row still says why, with which message, how old and whose', async ({ as }) => {
  const { page, portal } = await as('advisor')
  const lead = nth(await portal.leads({ limit: '5' }), 1)
  for (const width of [390, 1024, 1280]) {
    await page.setViewportSize({ width, height: 844 })
    await page.goto('/dealer')
    const row = rowOf(page, lead)
    for (const part of [/^\d+$/, /High|Moderate/, /\d+%/, /AI draft|Template|Edited/, /\d+ (min|h|d)/]) {
      await expect(
        row.getByRole('cell').filter({ hasText: part, visible: true }).first(),
        `${part} at ${width}`,
      ).toBeVisible()
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(
      0,
    )
  }
})

test('offline it is said, nothing is lost, and it goes on afterwards', async ({ as, context }) => {
  const { page, portal } = await as('advisor')
  const lead = nth(await portal.leads(retention), 10)
  await page.goto(`/dealer/leads/${lead.id}?priority=RETENTION`)
  await select(page, lead)
  await expect(bulkBar(page)).toBeVisible()
  await context.setOffline(true)
  await expect(page.getByText('Offline: showing what was loaded before')).toBeVisible()
  await bulkBar(page).getByRole('button', { name: 'Claim' }).click()
  await expect(page.getByText(/The portal cannot be reached/).first()).toBeVisible()
  await expect(bulkBar(page).getByText('1 selected')).toBeVisible()
  await context.setOffline(false)
  await bulkBar(page).getByRole('button', { name: 'Claim' }).click()
  await expect(page.getByText('1 lead: claimed.')).toBeVisible()
  expect((await portal.lead(lead.id)).lead.assignee).not.toBeNull()
})

test('when the session ends, what was selected is still selected after signing in again', async ({ page }) => {
  expect((await page.request.post('/api/session', { data: { email: people.manager, password } })).ok()).toBe(true)
  const portal = new Portal(page.request)
  const lead = nth(await portal.leads(retention), 12)
  await page.goto(`/dealer/leads/${lead.id}?priority=RETENTION`)
  await select(page, lead)
  await portal.signOutOnChange(page)
  await bulkBar(page).getByRole('button', { name: 'Claim' }).click()
  const dialog = page.getByRole('dialog', { name: 'Your session has ended' })
  await dialog.getByLabel('Password', { exact: true }).fill(password)
  await dialog.getByRole('button', { name: 'Sign in' }).click()
  await expect(dialog).toBeHidden()
  await expect(bulkBar(page).getByText('1 selected')).toBeVisible()
  await bulkBar(page).getByRole('button', { name: 'Claim' }).click()
  await expect(page.getByText('1 lead: claimed.')).toBeVisible()
})

test('the overview says that it is loading before it says how the parts are', async ({ as }) => {
  const { page } = await as('admin')
  let answer = () => {}
  const held = new Promise<void>(done => {
    answer = done
  })
  await page.route('**/health', async route => {
    await held
    await route.continue()
  })
  await page.goto('/admin')
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()
  await expect(page.getByText('Not known')).toHaveCount(0)
  answer()
  await expect(page.getByRole('region', { name: 'Health' })).toContainText(/Healthy|Degraded/)
})

for (const scheme of ['light', 'dark'] as const) {
  test.describe(scheme, () => {
    test.use({ colorScheme: scheme })

    test('views, selection, commands and the question by VIN have no violations', async ({ as }) => {
      const { page, portal } = await as('advisor')
      const lead = nth(await portal.leads(retention), 11)
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 844 })
        await page.goto('/dealer?priority=RETENTION')
        await expect(rowsOf(page).nth(1)).toBeVisible()
        await page.getByRole('button', { name: /^Views/ }).click()
        await expect(page.getByRole('dialog', { name: 'Saved views' })).toBeVisible()
        await noViolations(page, `views, ${width} px`)
        await page.keyboard.press('Escape')
        await select(page, lead)
        await expect(bulkBar(page)).toBeVisible()
        await noViolations(page, `selection, ${width} px`)
        await bulkBar(page).getByRole('button', { name: 'Clear selection' }).click()
        await page.keyboard.press('Control+k')
        await page.getByRole('combobox', { name: 'Go to, find or do' }).fill(lead.vehicle.vin.slice(0, 12))
        await expect(page.getByRole('option').filter({ hasText: 'not in the queue' })).toBeVisible()
        await noViolations(page, `commands, ${width} px`)
        await page.keyboard.press('Escape')
        await page.goto(`/dealer?why=${lead.vehicle.vin}`)
        await expect(page.getByText(/It is here, at rank/)).toBeVisible()
        await noViolations(page, `question by VIN, ${width} px`)
      }
    })
  })
}
