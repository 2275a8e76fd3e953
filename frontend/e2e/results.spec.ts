import type { APIRequestContext } from '@playwright/test'
import type { components } from '../src/api/schema.gen'
import { expect, rowsOf, test } from './test'

type OutcomeCode = components['schemas']['OutcomeCode']

async function record(request: APIRequestContext, lead: { id: string }, code: OutcomeCode) {
  const answer = await request.post(`/api/leads/${lead.id}/activities`, {
    data: { code },
    headers: { 'If-Match': '*' },
  })
  expect(answer.status(), await answer.text()).toBe(201)
  return ((await answer.json()) as components['schemas']['RecordedOutcome']).activity
}

test('results count the leads that were contacted, and say when they are too few for a share', async ({ as }) => {
  const { page, portal } = await as('mesa')
  const leads = (await portal.leads({ limit: '40' })).slice(4)
  expect(leads.length).toBeGreaterThanOrEqual(34)
  await page.goto('/dealer/results')
  const figures = page.getByRole('region', { name: 'What came of it' })
  await expect(page.getByRole('heading', { name: 'Nobody was contacted in this period' })).toBeVisible()

  // Ten calls: counts, and no share.
  for (const [i, lead] of leads.slice(0, 10).entries()) {
    await record(page.request, lead, i < 4 ? 'reached' : 'no_answer')
  }
  await page.reload()
  await expect(figures).toContainText('4 of 10 contacted')
  await expect(figures.getByText('Not enough outcomes')).toHaveCount(3)

  // Thirty-two: shares with their intervals. What is taken back does not count.
  for (const lead of leads.slice(10, 32)) await record(page.request, lead, 'voicemail')
  const slip = leads[32]
  if (!slip) throw new Error('the demo has too few leads')
  const { id } = await record(page.request, slip, 'voicemail')
  expect((await page.request.post(`/api/leads/${slip.id}/activities/${id}/undo`)).status()).toBe(200)
  await expect(figures).toContainText('4 of 32 contacted')
  await expect(figures).toContainText(/13%.*90% interval \d+–\d+%/)
  await expect(page.getByRole('region', { name: 'What was recorded' })).toContainText('Left a voicemail')
  await expect(page.getByRole('region', { name: 'By priority' }).getByRole('row')).toHaveCount(5)

  // What a test finds afterwards confirms the fault.
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Phoenix' }).format(new Date())
  const event = await page.request.post(`/api/vehicles/${leads[0]?.vehicle.vin}/battery-events`, {
    data: { kind: 'tested', result: 'replace', occurred_on: today },
  })
  expect(event.status(), await event.text()).toBe(201)
  await page.getByRole('button', { name: 'Last 7 days' }).click()
  await expect(page).toHaveURL(/days=7/)
  await expect(figures).toContainText('1 of 1 inspected')
})

test('the overview draws what this process counted, and says since when', async ({ as }) => {
  const { page } = await as('admin')
  for (const dealer of ['LAKESIDE', 'MESA']) {
    expect((await page.request.get(`/api/generate-leads?dealer=${dealer}&limit=8`)).ok()).toBe(true)
  }
  await page.goto('/admin')
  await expect(page.getByText(/^Since this process started, .* What was before is not kept\.$/)).toBeVisible()
  const time = page.getByRole('region', { name: 'Response time of the best leads' })
  await expect(time.getByTestId('time-chart')).toBeVisible()
  await time.getByText('Show as a table').click()
  await expect(time.getByRole('columnheader', { name: 'p95, ms' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Messages served by kind' }).getByTestId('kind-chart')).toBeVisible()
  await page.getByRole('button', { name: 'Last 24 hours' }).click()
  await expect(page.getByText('messages per quarter of an hour')).toBeVisible()
  const dealers = page.getByRole('region', { name: 'Dealers' })
  await expect(dealers.getByRole('columnheader', { name: 'Fault confirmed, of inspected' })).toBeVisible()
  await expect(dealers.getByRole('row', { name: /LAKESIDE/ })).toContainText(/not enough outcomes|%/)
  const spend = page.getByRole('region', { name: 'Spend against the caps' })
  await expect(spend.getByRole('row', { name: /^Installation/ })).toContainText('no cap is set')
})

test('a manager sees the own dealer’s spend, an advisor none', async ({ as }) => {
  const { page } = await as('manager')
  await page.goto('/dealer')
  await page.getByRole('link', { name: 'Spend' }).click()
  await expect(page).toHaveURL(/\/dealer\/spend/)
  await expect(page.getByRole('heading', { name: 'Counts against the cap' })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'By dealer' })).toHaveCount(0)
  const { page: advisor } = await as('advisor')
  await advisor.goto('/dealer/spend')
  await expect(advisor.getByRole('heading', { name: 'This page is not for your role' }).first()).toBeVisible()
})

test('switching the portal loads no document, and shows nothing of one dealer for another', async ({ as }) => {
  const { page, portal } = await as('admin')
  const names = async (dealer: string) =>
    new Set((await portal.leads({ dealer, limit: '60' })).map(l => l.customer.name).filter(Boolean))
  const [lakeside, mesa] = [await names('LAKESIDE'), await names('MESA')]
  const only = (own: Set<string>, other: Set<string>) => [...own].filter(n => !other.has(n))
  const lakesideOnly = only(lakeside, mesa)
  expect(lakesideOnly.length).toBeGreaterThan(5)

  await page.goto('/dealer?dealer=LAKESIDE')
  await expect(rowsOf(page).nth(3)).toBeVisible()
  const documents: string[] = []
  page.on('request', r => r.isNavigationRequest() && documents.push(r.url()))

  // While the other dealer's answers are held back, nothing of the first one stands in for them.
  let release = () => {}
  const held = new Promise<void>(done => {
    release = done
  })
  await page.route(/\/api\/(leads|generate-leads|vehicles|results).*dealer=MESA/, async route => {
    await held
    await route.continue()
  })
  const shown = () => page.getByRole('main').innerText()
  await page.getByLabel('Switch to the portal of').selectOption('MESA')
  await expect(page).toHaveURL(/dealer=MESA/)
  await expect(async () => {
    const text = await shown()
    expect(lakesideOnly.filter(n => text.includes(n))).toEqual([])
  }).toPass({ timeout: 5000 })
  release()
  await expect(rowsOf(page).nth(3)).toBeVisible()
  const text = await shown()
  expect(lakesideOnly.filter(n => text.includes(n))).toEqual([])
  expect([...mesa].some(n => text.includes(n))).toBe(true)

  for (const [screen, dealer] of [
    ['Vehicles', 'LAKESIDE'],
    ['Import', 'MESA'],
    ['Results', 'LAKESIDE'],
  ] as const) {
    await page.getByRole('link', { name: screen }).click()
    await page.getByLabel('Switch to the portal of').selectOption(dealer)
    await expect(page).toHaveURL(new RegExp(`/dealer/${screen.toLowerCase()}\\?dealer=${dealer}`))
  }
  await page.getByRole('link', { name: 'Overview' }).click()
  await expect(page.getByRole('region', { name: 'Dealers' }).getByRole('row', { name: /MESA/ })).toBeVisible()
  expect(documents).toEqual([])
})

test('what people named things is shown as text wherever it stands', async ({ as }) => {
  const { page } = await as('admin')
  const name = '<img src=x onerror=alert(1)>"\'</script><script>alert(2)</script> Ford (test)'
  const added = await page.request.post('/api/dealers', {
    data: { code: 'INJECT', name, state: 'AZ', time_zone: 'America/Phoenix' },
  })
  expect(added.status(), await added.text()).toBe(201)
  const dialogs: string[] = []
  page.on('dialog', d => {
    dialogs.push(d.message())
    void d.dismiss()
  })
  for (const path of ['/admin', '/admin/spend', '/dealer/spend?dealer=INJECT', '/dealer/results?dealer=INJECT']) {
    await page.goto(path)
    await expect(page.getByText(name).or(page.getByRole('option', { name })).first()).toBeAttached()
    await expect(page.locator('img')).toHaveCount(0)
  }
  await page.goto('/dealer/import?dealer=INJECT')
  const bad = '<svg onload=alert(3)>'
  await page.getByLabel('Choose a file').setInputFiles({
    name: `${bad}.csv`,
    mimeType: 'text/csv',
    buffer: Buffer.from(`vin,year,make,model\n${bad},2019,Ford,F-150\n`),
  })
  const result = page.getByRole('region', { name: 'Result of each row' }).first()
  await expect(result.getByRole('row', { name: /Rejected/ })).toContainText(bad)
  await expect(result.getByRole('heading', { name: `${bad}.csv: Checked.` })).toBeVisible()
  expect(dialogs).toEqual([])
})
