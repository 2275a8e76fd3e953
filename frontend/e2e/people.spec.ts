import AxeBuilder from '@axe-core/playwright'
import type { Browser, Page } from '@playwright/test'
import { people } from './people'
import { expect, test } from './test'

const newPassword = 'a long enough password'

/** A page of somebody else, in a browser of their own. */
async function elsewhere(browser: Browser): Promise<Page> {
  return (await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })).newPage()
}

/** What went to the console as an error. */
function errorsOf(page: Page): string[] {
  const errors: string[] = []
  page.on('console', m => {
    if (m.type() === 'error') errors.push(m.text())
  })
  return errors
}

async function invite(page: Page, email: string, role: string): Promise<string> {
  await page.getByRole('button', { name: 'Invite somebody' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Invite somebody' })
  await dialog.getByLabel('Email').fill(email)
  await dialog.getByRole('radio', { name: role }).check()
  await dialog.getByRole('button', { name: 'Make the invitation' }).click()
  const made = page.getByRole('dialog', { name: `${email} is invited` })
  await made.getByRole('button', { name: 'Copy link' }).click()
  await expect(page.getByText('Link copied.')).toBeVisible()
  const link = await made.getByLabel('One-time link').inputValue()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link)
  await made.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByRole('row', { name: new RegExp(email) })).toContainText('Invited')
  return link
}

async function join(page: Page, link: string, name: string) {
  await page.goto(link)
  await expect(page.getByRole('heading', { name: 'Welcome' })).toBeVisible()
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('New password', { exact: true }).fill(newPassword)
  await page.getByRole('button', { name: 'Set password and sign in' }).click()
}

test('from a new dealer to a manager who is disabled, with a key in between', async ({
  as,
  browser,
  playwright,
  baseURL,
}) => {
  const { page } = await as('admin')
  await page.goto('/admin/dealers')
  const form = page.getByRole('region', { name: 'Add a dealer' })
  await form.getByLabel('Name').fill('Harbor Ford (demo)')
  await form.getByLabel('Code').fill('HARBOR')
  await form.getByLabel('State').fill('ME')
  await form.getByLabel('Time zone').selectOption('America/New_York')
  await form.getByRole('button', { name: 'Add dealer' }).click()
  await page.getByRole('button', { name: 'Edit Harbor Ford (demo)' }).click()
  const edit = page.getByRole('dialog', { name: 'Edit the dealer' })
  await edit.getByLabel('City').fill('Portland')
  await edit.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('row', { name: /HARBOR/ })).toContainText('Portland, ME')

  // The admin invites a manager, who sets a password and is in.
  await page.getByRole('link', { name: 'People and keys of Harbor Ford (demo)' }).click()
  await expect(page.getByRole('heading', { name: 'Nobody here yet' })).toBeVisible()
  const link = await invite(page, 'dana@harbor.example', 'Manager')
  const manager = await elsewhere(browser)
  await join(manager, link, 'Dana Demo-Manager')
  await expect(manager.getByRole('heading', { name: 'No open leads' })).toBeVisible()
  expect(new URL(manager.url()).pathname).toBe('/dealer')

  // The link has done its work.
  const late = await elsewhere(browser)
  await late.goto(link)
  await expect(late.getByRole('heading', { name: 'This link does not work any more' })).toBeVisible()
  await late.context().close()

  // The manager invites an advisor, who may not come here.
  await manager.getByRole('link', { name: 'People and keys' }).click()
  const row = (on: Page, name: string) => on.getByRole('row', { name: new RegExp(name) })
  await expect(row(manager, 'Dana Demo-Manager')).toContainText('you')
  await expect(row(manager, 'Dana Demo-Manager').getByRole('button')).toHaveCount(0)
  const second = await invite(manager, 'lee@harbor.example', 'Advisor')
  const advisor = await elsewhere(browser)
  await join(advisor, second, 'Lee Demo-Advisor')
  await expect(advisor.getByRole('heading', { name: 'No open leads' })).toBeVisible()
  await advisor.goto('/dealer/people')
  await expect(advisor.getByRole('heading', { name: 'This page is not for your role' })).toBeVisible()
  await advisor.context().close()

  // Another system gets a key; it works until it is revoked.
  await manager.getByRole('button', { name: 'Create a key' }).click()
  const making = manager.getByRole('dialog', { name: 'Create a key' })
  await making.getByLabel('Name').fill('Shop system (demo)')
  await making.getByRole('radio', { name: 'Read and write' }).check()
  await making.getByRole('button', { name: 'Create key' }).click()
  const made = manager.getByRole('dialog', { name: 'The key for Shop system (demo)' })
  const secret = await made.getByLabel('Key', { exact: true }).inputValue()
  await expect(made.getByText(/^curl -H "Authorization: Bearer fdp_/)).toContainText(secret)
  await made.getByRole('button', { name: 'Done' }).click()
  await expect(manager.getByText(secret)).toHaveCount(0)
  await expect(row(manager, 'Shop system')).toContainText(`${secret.slice(0, 12)}…`)

  const system = await playwright.request.newContext({
    ...(baseURL ? { baseURL } : {}),
    extraHTTPHeaders: { Authorization: `Bearer ${secret}` },
  })
  const vin = '1FTEW1EP5KFA00001'
  const put = await system.put(`/api/vehicles/${vin}`, {
    data: { year: 2019, make: 'Ford', model: 'F-150', state: 'ME' },
  })
  expect(put.ok(), await put.text()).toBe(true)
  expect((await system.get('/api/leads?limit=3')).status()).toBe(200)
  expect((await system.get('/api/users')).status()).toBe(403)
  await row(manager, 'Shop system').getByRole('button', { name: 'Revoke Shop system (demo)' }).click()
  await manager.getByRole('dialog', { name: 'Revoke the key?' }).getByRole('button', { name: 'Revoke' }).click()
  await expect(row(manager, 'Shop system')).toContainText('Revoked')
  expect((await system.get('/api/leads?limit=3')).status()).toBe(401)
  await system.dispose()

  // The admin sees who was there, and disables the manager: the open session is dead.
  await page.reload()
  await expect(row(page, 'Dana Demo-Manager')).toContainText('just now')
  await row(page, 'Dana Demo-Manager').getByRole('button', { name: 'Disable Dana Demo-Manager' }).click()
  await expect(page.getByText('Dana Demo-Manager is disabled, and was signed out.')).toBeVisible()
  await manager.getByRole('link', { name: 'Vehicles' }).click()
  const ended = manager.getByRole('dialog', { name: 'Your session has ended' })
  await ended.getByLabel('Password', { exact: true }).fill(newPassword)
  await ended.getByRole('button', { name: 'Sign in' }).click()
  await expect(ended.getByRole('alert')).toContainText('do not belong together')

  // It can be undone, and then the manager is back.
  await row(page, 'Dana Demo-Manager').getByRole('button', { name: 'Enable Dana Demo-Manager' }).click()
  await expect(row(page, 'Dana Demo-Manager')).toContainText('Active')
  await ended.getByLabel('Password', { exact: true }).fill(newPassword)
  await ended.getByRole('button', { name: 'Sign in' }).click()
  await expect(manager.getByRole('link', { name: vin })).toBeVisible()

  // Their own password takes the present one.
  await manager.getByRole('button', { name: 'Change password' }).click()
  const own = manager.getByRole('dialog', { name: 'Change your password' })
  await own.getByLabel('Present password').fill('not the password')
  await own.getByLabel('New password').fill('the second password')
  await own.getByRole('button', { name: 'Change password' }).click()
  await expect(own.getByText('This is not your present password.')).toBeVisible()
  await own.getByLabel('Present password').fill(newPassword)
  await own.getByRole('button', { name: 'Change password' }).click()
  await expect(manager.getByText('Your password is changed.')).toBeVisible()
  await manager.reload()
  await expect(manager.getByRole('link', { name: vin })).toBeVisible()

  // What they are called they change themselves, and it is so at once wherever it stands.
  await manager.getByRole('link', { name: 'People and keys' }).click()
  await manager.getByRole('button', { name: 'Change name' }).click()
  const named = manager.getByRole('dialog', { name: 'Change your name' })
  await named.getByLabel('Your name').fill(' ')
  await named.getByRole('button', { name: 'Change name' }).click()
  await expect(named.getByText('Enter your name.')).toBeVisible()
  await named.getByLabel('Your name').fill('Dana Demo-Married')
  await manager.keyboard.press('Enter')
  await expect(manager.getByText('You are called Dana Demo-Married now.')).toBeVisible()
  await expect(row(manager, 'Dana Demo-Married')).toContainText('you')
  await expect(manager.getByRole('banner').getByText('Dana Demo-Married')).toBeVisible()
  await expect(manager.getByText('Dana Demo-Manager')).toHaveCount(0)
  await manager.context().close()
})

test('an invitation is withdrawn, a role is changed and taken back', async ({ as }) => {
  const { page } = await as('manager')
  await page.goto('/dealer/people')
  await invite(page, 'mistyped@lakeside.example', 'Advisor')
  await page.getByRole('button', { name: 'Withdraw the invitation of mistyped@lakeside.example' }).click()
  await page.getByRole('dialog', { name: 'Withdraw the invitation?' }).getByRole('button', { name: 'Withdraw' }).click()
  await expect(page.getByRole('row', { name: /mistyped/ })).toHaveCount(0)

  await invite(page, 'once-more@lakeside.example', 'Advisor')
  await page.getByRole('button', { name: 'Invite somebody' }).click()
  const dialog = page.getByRole('dialog', { name: 'Invite somebody' })
  await dialog.getByLabel('Email').fill(people.admin)
  await dialog.getByRole('button', { name: 'Make the invitation' }).click()
  await expect(dialog.getByText('There is somebody with this address already.')).toBeVisible()
  await page.keyboard.press('Escape')

  const role = page.getByLabel('Role of once-more@lakeside.example')
  await role.selectOption('manager')
  await expect(page.getByText(/is now manager/)).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(role).toHaveValue('advisor')
  await page.getByRole('button', { name: 'Withdraw the invitation of once-more@lakeside.example' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click()
  await expect(page.getByRole('row', { name: /once-more/ })).toHaveCount(0)
})

test('nobody asks for a session or for the group’s figures in vain', async ({ as, page, browser }) => {
  const visitor = await elsewhere(browser)
  const errors = errorsOf(visitor)
  await visitor.goto('/')
  await expect(visitor.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await visitor.goto('/dealer/vehicles')
  await expect(visitor.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  expect(errors).toEqual([])
  await visitor.context().close()

  await as('manager')
  const mine = errorsOf(page)
  for (const path of ['/admin', '/admin/dealers', '/admin/people', '/admin/fleet-risk', '/admin/risk-model']) {
    await page.goto(path)
    await expect(page.getByRole('heading', { name: 'This page is not for your role' })).toBeVisible()
    await page.waitForLoadState('networkidle')
  }
  expect(mine).toEqual([])
})

test('a list that could not be had says so, and is asked for again', async ({ as }) => {
  const { page } = await as('manager')
  await page.route('**/api/users*', route => route.abort())
  await page.goto('/dealer/people')
  const list = page.getByRole('region', { name: 'People', exact: true })
  await expect(list.getByRole('alert')).toContainText('cannot be reached')
  await page.unroute('**/api/users*')
  await list.getByRole('button', { name: 'Try again' }).click()
  await expect(list.getByRole('row', { name: /Morgan Demo-Manager/ })).toBeVisible()
})

for (const scheme of ['light', 'dark'] as const) {
  test.describe(scheme, () => {
    test.use({ colorScheme: scheme })

    test('the dialogs about people and keys have no violations', async ({ as, page }) => {
      await as('manager')
      await page.goto('/dealer/people')
      await expect(page.getByRole('row', { name: /Robin Demo-Advisor/ })).toBeVisible()
      const clean = async (what: string) => {
        const { violations } = await new AxeBuilder({ page }).analyze()
        expect(violations.map(v => `${what}: ${v.id}: ${v.nodes.map(n => n.target.join(' ')).join(', ')}`)).toEqual([])
      }
      await page.getByRole('button', { name: 'Reset the password of Robin Demo-Advisor' }).click()
      await expect(page.getByRole('dialog', { name: 'A new password for Robin Demo-Advisor' })).toBeVisible()
      await clean('link')
      const link = await page.getByLabel('One-time link').inputValue()
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Invite somebody' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Make the invitation' }).click()
      await expect(page.getByText('Enter an email address.')).toBeVisible()
      await clean('invite')
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Create a key' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Create key' }).click()
      await expect(page.getByText('Say what uses the key.')).toBeVisible()
      await clean('new key')
      await page.getByRole('dialog').getByLabel('Name').fill('Reader (demo)')
      await page.getByRole('dialog').getByRole('button', { name: 'Create key' }).click()
      await expect(page.getByRole('dialog', { name: /^The key for/ })).toBeVisible()
      await clean('key')
      await page.keyboard.press('Escape')
      await clean('with a key')
      await page.getByRole('button', { name: 'Revoke Reader (demo)' }).first().click()
      await clean('revoke')
      await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
      await expect(page.getByRole('dialog')).toHaveCount(0)
      await page.getByRole('button', { name: 'Change password' }).click()
      await expect(page.getByRole('dialog', { name: 'Change your password' })).toBeVisible()
      await clean('password')
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Change name' }).click()
      await expect(page.getByRole('dialog', { name: 'Change your name' })).toBeVisible()
      await clean('name')
      await page.goto(link)
      await expect(page.getByRole('heading', { name: 'A new password' })).toBeVisible()
      await clean('join')
      for (const width of [390, 640]) {
        await page.setViewportSize({ width, height: 844 })
        for (const path of ['/dealer/people', link]) {
          await page.goto(path)
          await expect(page.getByRole('heading').first()).toBeAttached()
          const over = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          )
          expect(over, `${path} at ${width} px`).toBe(0)
        }
      }
    })
  })
}
