import { aCalibration, someResults } from '../src/test/factories'
import { noViolations } from './axe'
import type { Who } from './people'
import { expect, rowsOf, test, workspaceOf } from './test'

const screens: { who: Who | undefined; path: string; ready: string }[] = [
  { who: undefined, path: '/sign-in', ready: 'Sign in' },
  { who: 'advisor', path: '/dealer', ready: "Today's queue" },
  { who: 'advisor', path: '/dealer?q=nobody-is-called-this', ready: 'No lead fits' },
  { who: 'advisor', path: '/dealer/vehicles', ready: 'Vehicles' },
  { who: 'advisor', path: '/dealer/import', ready: 'Import' },
  { who: 'manager', path: '/dealer/settings', ready: 'Price list' },
  { who: 'admin', path: '/admin', ready: 'Overview' },
  { who: 'admin', path: '/admin/dealers', ready: 'Add a dealer' },
  {
    who: 'admin',
    path: '/admin/fleet-risk?without=weak_battery&high=20&moderate=10&follow_up=5',
    ready: 'What moves most',
  },
  { who: 'admin', path: '/admin/risk-model', ready: 'Chronic undercharge' },
  { who: 'manager', path: '/dealer/risk-model', ready: 'Chronic undercharge' },
  { who: 'manager', path: '/dealer/people', ready: 'API keys' },
  { who: 'admin', path: '/admin/people', ready: 'People' },
  { who: undefined, path: '/join#nothing', ready: 'This link does not work any more' },
  { who: 'advisor', path: '/dealer/results', ready: 'Results' },
  { who: 'manager', path: '/dealer/spend', ready: 'What is counted' },
  { who: 'admin', path: '/admin/spend', ready: 'By dealer' },
  { who: 'advisor', path: '/admin', ready: 'This page is not for your role' },
]

for (const scheme of ['light', 'dark'] as const) {
  test.describe(scheme, () => {
    test.use({ colorScheme: scheme })

    for (const { who, path, ready } of screens) {
      test(`${path} as ${who ?? 'nobody'} has no violations`, async ({ as, page }) => {
        if (who) await as(who)
        for (const width of [1440, 390]) {
          await page.setViewportSize({ width, height: 900 })
          await page.goto(path)
          await expect(page.getByRole('heading', { name: ready }).first()).toBeAttached()
          await expect(page.getByText('Loading', { exact: true })).toHaveCount(0)
          await noViolations(page, `${width} px`)
        }
      })
    }

    test('a lead with its dialogs has no violations', async ({ as }) => {
      const { page, portal } = await as('advisor')
      const lead = (await portal.leads({ limit: '9' }))[8]
      await page.goto(`/dealer/leads/${lead?.id}`)
      const workspace = workspaceOf(page)
      await workspace
        .getByRole('button', { name: /^Source of/ })
        .first()
        .click()
      for (const tab of ['Phone script', /^SMS/, 'Email']) {
        await workspace.getByRole('tab', { name: tab }).click()
        await noViolations(page, `tab ${tab}`)
      }
      await workspace.getByText('More outcomes').click()
      for (const [open, title] of [
        ['Call back', 'When was the call promised?'],
        ['Close for another reason', 'Why is this lead done?'],
      ] as const) {
        await workspace.getByRole('button', { name: open }).click()
        await expect(page.getByRole('dialog', { name: title })).toBeVisible()
        await noViolations(page, title)
        await page.keyboard.press('Escape')
        await expect(page.getByRole('dialog')).toHaveCount(0)
      }
      await page.setViewportSize({ width: 390, height: 844 })
      await expect(page.getByRole('button', { name: /Back to the queue/ })).toBeVisible()
      await noViolations(page, '390 px')
    })

    test('a vehicle has no violations', async ({ as }) => {
      const { page, portal } = await as('advisor')
      const lead = (await portal.leads({ limit: '1' }))[0]
      await page.goto(`/dealer/vehicles/${lead?.vehicle.vin}`)
      await expect(page.getByRole('heading', { name: 'Signs' })).toBeVisible()
      await noViolations(page, 'vehicle')
      const history = page.getByRole('region', { name: 'Battery history' })
      await history.getByRole('button', { name: 'Record an event' }).click()
      await history.getByRole('radio', { name: 'Battery tested' }).check()
      await history.getByRole('button', { name: 'Record', exact: true }).click()
      await expect(history.getByText('Say how the test went.')).toBeVisible()
      await noViolations(page, 'form')
      await history.getByRole('radio', { name: 'Pass' }).check()
      await history.getByRole('button', { name: 'Record', exact: true }).click()
      await expect(history.getByRole('listitem')).toBeVisible()
      await noViolations(page, 'with an event')
      await history.getByRole('button', { name: /^Take back/ }).click()
      await expect(history.getByRole('listitem')).toHaveCount(0)
    })

    // An estimate takes 180 days to have an outcome, so the portal of the tests has none to show.
    test('a calibration with outcomes has no violations', async ({ as }) => {
      const { page } = await as('admin')
      await page.route('**/api/risk/calibration', route => route.fulfill({ json: aCalibration() }))
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 900 })
        await page.goto('/admin/risk-model')
        await expect(page.getByTestId('calibration-chart')).toBeVisible()
        await noViolations(page, `${width} px`)
      }
    })

    test('results with shares have no violations', async ({ as }) => {
      const { page } = await as('advisor')
      await page.route('**/api/results?*', route => route.fulfill({ json: someResults() }))
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 900 })
        await page.goto('/dealer/results')
        await expect(page.getByRole('heading', { name: 'What was found' })).toBeVisible()
        await noViolations(page, `${width} px`)
      }
    })
  })
}

test('the main story by keyboard alone', async ({ as }) => {
  const { page, portal } = await as('advisor')
  await page.goto('/dealer')
  await expect(rowsOf(page).nth(3)).toBeVisible()
  await expect(workspaceOf(page)).toBeVisible()

  // Down the list, back up one, and open.
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('k')
  const focused = page.locator(':focus')
  await expect(focused).toHaveRole('link')
  const customer = await focused.innerText()
  await page.keyboard.press('Enter')
  await expect(workspaceOf(page).getByRole('heading', { name: customer })).toBeVisible()
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''

  // Take it, or give it back if it was taken.
  await page.keyboard.press('a')
  await expect(page.getByText(/^1 lead: (claimed|released)\.$/)).toBeVisible()

  // Read the SMS and copy it.
  await page.keyboard.press('s')
  await expect(page.getByRole('tabpanel', { name: /^SMS/ })).toBeVisible()
  await page.keyboard.press('c')
  await expect(page.getByText('SMS copied.')).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe((await portal.lead(id)).lead.message.sms)

  // Write a note; letters are letters there.
  await page.keyboard.press('n')
  await page.keyboard.type('jkc 1')
  await expect(page.getByRole('textbox', { name: 'Note' })).toHaveValue('jkc 1')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('Note saved.')).toBeVisible()
  await page.keyboard.press('Escape')

  // Say what came of it.
  await page.keyboard.press('3')
  await expect(page.getByText('Now: Contacted')).toBeVisible()

  // Find the lead again by its customer's name, without the mouse.
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Go to, find or do' }).fill(customer)
  await expect(page.getByRole('option', { selected: true })).toContainText(customer)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(workspaceOf(page).getByRole('heading', { name: customer })).toBeVisible()

  // Search, leave the search, ask for the keys, and go to another screen.
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox')).toBeFocused()
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  const keys = page.getByRole('dialog', { name: 'Keyboard' })
  await expect(keys).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(keys).toHaveCount(0)
  await page.keyboard.press('g')
  await page.keyboard.press('v')
  await expect(page.getByRole('heading', { name: 'Vehicles' })).toBeFocused()
})

test('single keys can be switched off', async ({ as }) => {
  const { page } = await as('advisor')
  await page.goto('/dealer')
  await expect(rowsOf(page).nth(1)).toBeVisible()
  await page.keyboard.press('?')
  await page.getByLabel('Single-key shortcuts').uncheck()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.keyboard.press('g')
  await page.keyboard.press('v')
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page).toHaveURL(/\/dealer(\/leads\/|$)/)
})

test('at 200% zoom nothing has to be scrolled sideways', async ({ as }) => {
  const { page } = await as('advisor')
  await page.setViewportSize({ width: 640, height: 400 })
  for (const path of ['/dealer', '/dealer/vehicles', '/dealer/import', '/dealer/settings']) {
    await page.goto(path)
    await expect(page.getByRole('heading').first()).toBeAttached()
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(over, path).toBe(0)
  }
})

test('at 400% zoom the risk screens need no scrolling sideways', async ({ as }) => {
  const { page } = await as('admin')
  await page.setViewportSize({ width: 320, height: 256 })
  for (const [path, ready] of [
    ['/admin/risk-model', 'Signs in the fleet'],
    ['/admin/fleet-risk?without=weak_battery&high=20&moderate=10&follow_up=5', 'What moves most'],
  ] as const) {
    await page.goto(path)
    await expect(page.getByRole('heading', { name: ready })).toBeAttached()
    const over = await page.locator('main').evaluate(main => main.scrollWidth - main.clientWidth)
    expect(over, path).toBe(0)
  }
})
