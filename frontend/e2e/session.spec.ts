import { password, people } from './people'
import { expect, Portal, rowsOf, test, workspaceOf } from './test'

test('an advisor signs in on a fresh start, opens the first lead and reads its message', async ({ page }) => {
  await page.goto('/')
  await expect(page).toHaveURL(/\/sign-in$/)
  await page.getByLabel('Email').fill(people.advisor)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()

  await expect(page.getByRole('heading', { name: "Today's queue" })).toBeVisible()
  const first = rowsOf(page).nth(1)
  const customer = (await first.getByRole('link').innerText()).trim()
  await first.getByRole('link').click()
  await expect(page).toHaveURL(/\/dealer\/leads\//)
  const lead = workspaceOf(page)
  await expect(lead.getByRole('heading', { name: customer })).toBeVisible()
  const script = lead.getByRole('tabpanel', { name: 'Phone script' })
  await expect(script).toContainText(customer.split(' ')[0] ?? '')
  await expect(script).toContainText('battery')
  await expect(lead.getByText(/within 180 days/)).toBeVisible()
})

test('a wrong password says so and keeps the email address', async ({ page }) => {
  await page.goto('/sign-in')
  await page.getByLabel('Email').fill(people.advisor)
  await page.getByLabel('Password', { exact: true }).fill('not the password')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert')).toHaveText(/do not belong together/)
  await expect(page.getByLabel('Email')).toHaveValue(people.advisor)
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue('')
  await expect(page.getByLabel('Password', { exact: true })).toBeFocused()
})

test('empty fields are named before anything is sent', async ({ page }) => {
  let sent = 0
  page.on('request', r => {
    if (r.method() === 'POST') sent++
  })
  await page.goto('/sign-in')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('Enter your email address.')).toBeVisible()
  await expect(page.getByLabel('Email')).toBeFocused()
  expect(sent).toBe(0)
})

test('somebody who is not signed in comes back to where they wanted to go', async ({ page }) => {
  await page.goto('/dealer/vehicles?q=F-150')
  await expect(page).toHaveURL(/\/sign-in\?next=/)
  await page.getByLabel('Email').fill(people.advisor)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(/\/dealer\/vehicles\?q=F-150$/)
  await expect(page.getByRole('heading', { name: 'Vehicles' })).toBeVisible()
})

test('when the session ends, what was typed is still there after signing in again', async ({ page }) => {
  const answer = await page.request.post('/api/session', { data: { email: people.advisor, password } })
  expect(answer.ok()).toBe(true)
  const portal = new Portal(page.request)
  const lead = (await portal.leads({ limit: '30' })).at(-1)
  if (!lead) throw new Error('the demo has no leads')
  await page.goto(`/dealer/leads/${lead.id}`)
  const note = workspaceOf(page).getByLabel('Note')
  await note.fill('Asked me to call after five.')
  await portal.signOutOnChange(page)
  await page.getByRole('button', { name: 'Save note' }).click()

  const dialog = page.getByRole('dialog', { name: 'Your session has ended' })
  await expect(dialog.getByLabel('Email')).toHaveValue(people.advisor)
  await dialog.getByLabel('Password', { exact: true }).fill(password)
  await dialog.getByRole('button', { name: 'Sign in' }).click()
  await expect(dialog).toBeHidden()
  await expect(page).toHaveURL(new RegExp(`/dealer/leads/${lead.id}$`))
  await expect(note).toHaveValue('Asked me to call after five.')
  await page.getByRole('button', { name: 'Save note' }).click()
  await expect(page.getByText('Note saved.')).toBeVisible()
  expect((await portal.lead(lead.id)).lead.note).toBe('Asked me to call after five.')
})

test('signing out ends the session and leaves nothing on the screen', async ({ page }) => {
  await page.request.post('/api/session', { data: { email: people.advisor, password } })
  await page.goto('/dealer')
  await expect(rowsOf(page).nth(1)).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page).toHaveURL(/\/sign-in$/)
  await expect(page.getByRole('table')).toHaveCount(0)
  expect((await page.request.get('/api/session')).status()).toBe(401)
})
