import AxeBuilder from '@axe-core/playwright'
import { expect, type Lead, test, workspaceOf } from './test'

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** Leads that no other test works with: the ones of low chance, from the end of the first page. */
async function lowLead(portal: { leads: (q: Record<string, string>) => Promise<Lead[]> }, i: number): Promise<Lead> {
  const lead = (await portal.leads({ priority: 'FOLLOW_UP', limit: '60' }))[40 + i]
  if (!lead) throw new Error(`the demo has no such lead: ${i}`)
  return lead
}
const payload = '<img src=x onerror=alert(1)>'

test('an outcome is two keys and a word, and the history shows it and its undoing', async ({ as }) => {
  const { page, portal } = await as('advisor')
  page.on('dialog', () => expect(false, 'a dialog was opened').toBe(true))
  const lead = await lowLead(portal, 0)
  await page.goto(`/dealer/leads/${lead.id}`)
  const workspace = workspaceOf(page)
  await expect(workspace.getByText('Now: New')).toBeVisible()
  await page.keyboard.press('o')
  await page.keyboard.type(`rang twice ${payload}`)
  await page.keyboard.press('Escape')
  await page.keyboard.press('4')
  await expect(workspace.getByText('Now: Contacted')).toBeVisible()
  const history = workspace.getByRole('list', { name: 'What was done, newest first' })
  await expect(history.getByText(`rang twice ${payload}`)).toBeVisible()
  await expect(history.getByRole('listitem').first()).toContainText('No answer')
  await expect(history.getByRole('listitem').first()).toContainText('just now')

  await history.getByRole('button', { name: 'Take back “No answer”' }).click()
  await expect(workspace.getByText('Now: New')).toBeVisible()
  await expect(history.getByRole('listitem')).toHaveCount(2)
  await expect(history.getByRole('listitem').last()).toContainText('taken back')
})

test('who asked not to be contacted has nothing to be read out, also for others, until it is taken back', async ({
  as,
}) => {
  const { page, portal } = await as('advisor')
  const lead = await lowLead(portal, 1)
  await page.goto(`/dealer/leads/${lead.id}`)
  const workspace = workspaceOf(page)
  await expect(workspace.getByRole('tab', { name: 'Phone script' })).toBeVisible()
  await page.keyboard.press('9')
  await expect(workspace.getByText('Closed: Do not contact again')).toBeVisible()
  await expect(workspace.getByRole('heading', { name: 'No script, text or email' })).toBeVisible()
  await expect(workspace.getByRole('tab')).toHaveCount(0)
  await expect(workspace.getByRole('button', { name: 'Copy', exact: true })).toHaveCount(0)
  const now = (await portal.lead(lead.id)).lead
  expect([now.message.reason, now.message.phone_script, now.message.sms, now.message.email.body]).toEqual([
    'do_not_contact',
    '',
    '',
    '',
  ])
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(workspace.getByRole('tab', { name: 'Phone script' })).toBeVisible()
  expect((await portal.lead(lead.id)).lead.status).toBe('new')
})

test('one word not to be contacted holds for every vehicle of the customer, says so, and is taken back with them', async ({
  as,
}) => {
  const { page, portal } = await as('advisor')
  const vins = ['1FMCU0F70KUA12341', '1FMCU0F70KUA12342', '1FMCU0F70KUA12343'] as const
  for (const vin of vins) {
    const customer = { name: 'Fleet Demo-Company', phone: '(212) 555-0177' }
    const vehicle = { year: 2019, make: 'Ford', model: 'Escape SE', state: 'MI', battery_installed_on: '2019-06-01' }
    await portal.putVehicle(vin, { ...vehicle, customer })
  }
  const leadOf = async (vin: string) => {
    const [lead] = await portal.leads({ q: vin, status: 'new' })
    if (!lead) throw new Error(`${vin} has no lead`)
    return lead
  }
  const [said, other] = [await leadOf(vins[0]), await leadOf(vins[1])]
  await page.goto(`/dealer/leads/${said.id}`)
  await expect(workspaceOf(page).getByText('Now: New')).toBeVisible()
  await page.keyboard.press('9')
  const also =
    'Fleet Demo-Company: Do not contact. It also holds for 2 other vehicles with the same phone number or email.'
  await expect(page.getByText(also)).toBeVisible()
  expect((await portal.lead(other.id)).lead).toMatchObject({ status: 'closed', closed_reason: 'do_not_contact' })

  const elsewhere = await page.context().newPage()
  await elsewhere.goto(`/dealer/vehicles/${vins[1]}`)
  const owner = elsewhere.getByRole('region', { name: 'Customer' })
  await expect(owner).toContainText(`Not to be contacted, said about the vehicle ${vins[0]}`)
  const found = await new AxeBuilder({ page: elsewhere }).withTags(rules).analyze()
  expect(found.violations).toEqual([])
  await elsewhere.goto(`/dealer?why=${vins[2]}`)
  await expect(elsewhere.getByText(`The owner asked about the vehicle ${vins[0]} not to be contacted`)).toBeVisible()
  await elsewhere.close()

  await page.getByRole('button', { name: 'Take back “Do not contact”' }).click()
  await expect(workspaceOf(page).getByText('Now: New')).toBeVisible()
  expect((await portal.lead(other.id)).lead).toMatchObject({ status: 'new', closed_reason: null })
})

test('a message is edited in place, survives a failing network, and goes back to the portal’s text', async ({ as }) => {
  const { page, portal } = await as('advisor')
  page.on('dialog', () => expect(false, 'a dialog was opened').toBe(true))
  const lead = await lowLead(portal, 2)
  await page.goto(`/dealer/leads/${lead.id}`)
  const message = workspaceOf(page).getByRole('region', { name: 'Message' })
  await expect(message.getByText('AI draft', { exact: true })).toBeVisible({ timeout: 20_000 })
  const draft = (await portal.lead(lead.id)).lead.message.phone_script
  await page.keyboard.press('e')
  await message.getByRole('textbox', { name: 'Phone script' }).fill(`Mine ${payload}`)

  await page.route('**/api/leads/*/message*', route => route.abort())
  await message.getByRole('button', { name: 'Save' }).click()
  await expect(message.getByText(/The message was not saved; what you typed is kept/)).toBeVisible()
  await page.unroute('**/api/leads/*/message*')
  await page.reload()
  await expect(message.getByRole('textbox', { name: 'Phone script' })).toHaveValue(`Mine ${payload}`)
  await message.getByRole('button', { name: 'Save' }).click()
  await expect(message.getByText('Edited', { exact: true })).toBeVisible()
  await expect(message.getByRole('tabpanel')).toHaveText(`Mine ${payload}`)
  expect((await portal.lead(lead.id)).lead.message.kind).toBe('edited')

  // What a person wrote is not written anew before it is put back.
  await message.getByRole('button', { name: 'Regenerate' }).click()
  await expect(message.getByText(/A person wrote this message, so it is not written anew/)).toBeVisible()
  await message.getByRole('status').getByRole('button', { name: 'Back to the portal’s text' }).click()
  await expect(message.getByText('AI draft', { exact: true })).toBeVisible()
  await expect(message.getByRole('tabpanel')).toHaveText(draft)
})

test('a message is written anew for one lead, and its record tells how', async ({ as, model }) => {
  const { page, portal } = await as('advisor')
  const lead = await lowLead(portal, 3)
  await page.goto(`/dealer/leads/${lead.id}`)
  const message = workspaceOf(page).getByRole('region', { name: 'Message' })
  await expect(message.getByText('AI draft', { exact: true })).toBeVisible({ timeout: 20_000 })
  const before = (await portal.lead(lead.id)).lead.message
  const calls = await model.calls()
  await message.getByRole('button', { name: 'Regenerate' }).click()
  await expect(page.getByText('A new draft is here.')).toBeVisible()
  const now = (await portal.lead(lead.id)).lead.message
  expect(await model.calls()).toBeGreaterThan(calls)
  expect(now.generated_at).not.toBe(before.generated_at)
  await expect(message.getByRole('tabpanel')).toHaveText(now.phone_script)

  await message.getByRole('button', { name: 'Record', exact: true }).click()
  const record = message.getByRole('definition')
  await expect(record.filter({ hasText: 'gpt-4o-mini' })).toBeVisible()
  await expect(record.filter({ hasText: /\d+ asked, \d+ answered/ })).toBeVisible()
  await expect(record.filter({ hasText: 'placeholder' })).toBeVisible()
  await expect(workspaceOf(page).getByText('Message written anew')).toBeVisible()
})

test('the tabs of a message stand on one line beside what it is, at every width', async ({ as }) => {
  const { page, portal } = await as('advisor')
  const lead = await lowLead(portal, 6)
  await page.goto(`/dealer/leads/${lead.id}`)
  const message = workspaceOf(page).getByRole('region', { name: 'Message' })
  const tops = () =>
    message.getByRole('tab').evaluateAll(all => [...new Set(all.map(e => Math.round(e.getBoundingClientRect().top)))])
  for (const what of ['AI draft', 'Template', 'Editing']) {
    // What it is takes more or less room. A scroll bar that stands beside the text takes 15 of the 1024.
    if (what === 'Template') {
      const answer = { ...(await portal.lead(lead.id)).lead }
      answer.message = { ...answer.message, kind: 'template', reason: 'timeout' }
      await page.route(`**/api/leads/${lead.id}?*`, route => route.fulfill({ json: answer, headers: { ETag: '"1"' } }))
      await page.reload()
    }
    if (what === 'Editing') await message.getByRole('button', { name: 'Edit' }).click()
    await expect(message.getByText(what, { exact: true })).toBeVisible({ timeout: 20_000 })
    for (const width of [1440, 1280, 1024, 1009, 390, 360, 320]) {
      await page.setViewportSize({ width, height: 844 })
      await expect(message.getByRole('tab', { name: /^SMS/ })).toBeVisible()
      await expect.poll(tops, { message: `${what} at ${width} px` }).toHaveLength(1)
    }
  }
})

test('what somebody else writes waits until it is asked for', async ({ as }) => {
  const { page, portal } = await as('advisor')
  const lead = await lowLead(portal, 4)
  await page.goto(`/dealer/leads/${lead.id}`)
  const message = workspaceOf(page).getByRole('region', { name: 'Message' })
  await expect(message.getByText('AI draft', { exact: true })).toBeVisible({ timeout: 20_000 })
  const shown = await message.getByRole('tabpanel').innerText()
  await portal.edit(lead.id, 'Somebody else’s words')
  await expect(message.getByText(/A newer text is here/)).toBeVisible()
  expect(await message.getByRole('tabpanel').innerText()).toBe(shown)
  await message.getByRole('button', { name: 'Show it' }).click()
  await expect(message.getByRole('tabpanel')).toHaveText('Somebody else’s words')
})

test('the battery over time is drawn with a table behind it', async ({ as }) => {
  const { page, portal } = await as('advisor')
  const lead = (await portal.leads({ limit: '1' }))[0]
  await page.goto(`/dealer/leads/${lead?.id}`)
  const timeline = workspaceOf(page).getByRole('region', { name: 'Battery over time' })
  await expect(timeline.locator('circle').first()).toBeAttached()
  await timeline.getByText('Show as a table').click()
  await expect(timeline.getByRole('row', { name: /Crank time.* ms/ }).first()).toBeVisible()
  await expect(workspaceOf(page).getByText('Best next check:')).toBeVisible()
})

for (const scheme of ['light', 'dark'] as const) {
  test.describe(scheme, () => {
    test.use({ colorScheme: scheme })

    test('the workspace with everything open has no violations', async ({ as }) => {
      const { page, portal } = await as('advisor')
      const lead = await lowLead(portal, 5)
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 900 })
        await page.goto(`/dealer/leads/${lead.id}`)
        const workspace = workspaceOf(page)
        await workspace.getByText('Show as a table').click()
        await workspace.getByText('More outcomes').click()
        await workspace.getByRole('button', { name: 'Record', exact: true }).click()
        await expect(workspace.getByRole('definition').first()).toBeVisible()
        await expect(workspace.getByRole('heading', { name: 'History' })).toBeVisible()
        const look = async (what: string) => {
          const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze()
          expect(violations.map(v => `${what}: ${v.id}: ${v.nodes.map(n => n.target.join(' ')).join(', ')}`)).toEqual(
            [],
          )
        }
        await look(`${width} px`)
        await workspace.getByRole('button', { name: 'Edit' }).click()
        await expect(workspace.getByRole('textbox', { name: 'Phone script' })).toBeVisible()
        await look(`editing at ${width} px`)
        await workspace.getByRole('button', { name: 'Discard' }).click()
      }
    })
  })
}
