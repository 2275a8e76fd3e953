import { expect, test } from './test'

test('an admin tries the fleet without a group of evidence, and follows what moves to its vehicle', async ({ as }) => {
  const { page } = await as('admin')
  await page.goto('/admin')
  await page.getByRole('link', { name: 'Fleet risk' }).click()
  await expect(page.getByRole('heading', { name: 'Fleet risk', level: 1 })).toBeFocused()
  await expect(page.getByText(/^Nothing moves\. Leave out a group/)).toBeVisible()

  await page.getByRole('checkbox', { name: 'Weak battery' }).uncheck()
  await page.getByLabel('Dealer', { exact: true }).selectOption({ label: 'Mesa Ford (demo)' })
  await expect(page).toHaveURL(/\/admin\/fleet-risk\?dealer=MESA&without=weak_battery$/)
  const moves = page.getByRole('region', { name: 'What moves most' })
  await expect(moves.getByRole('row').nth(1)).toContainText('Mesa Ford (demo)')
  const high = page.getByRole('region', { name: 'Vehicles by priority' }).getByRole('row', { name: /^High/ })
  const [now, trial] = await high.getByRole('cell').allInnerTexts()
  expect(Number(trial)).toBeLessThan(Number(now))

  // Lower thresholds bring vehicles back; the address keeps them over a reload.
  await page.getByRole('radio', { name: 'Others' }).check()
  await page.getByLabel('High from, %').fill('12')
  await expect(page.getByText('They must fall from High over Moderate to Follow up.')).toBeVisible()
  await page.getByLabel('Moderate from, %').fill('6')
  await page.getByLabel('Follow up from, %').fill('3')
  await expect(page).toHaveURL(/high=12&moderate=6&follow_up=3$/)
  await expect(high.getByRole('cell').nth(1)).not.toHaveText(trial ?? '')
  await page.reload()
  await expect(page.getByLabel('High from, %')).toHaveValue('12')
  await expect(page.getByRole('checkbox', { name: 'Weak battery' })).not.toBeChecked()

  const link = moves.getByRole('link').first()
  const vin = await link.innerText()
  await link.click()
  await expect(page).toHaveURL(new RegExp(`/dealer/vehicles/${vin}\\?dealer=MESA$`))
  await expect(page.getByRole('region', { name: 'Battery history' })).toBeVisible()

  await page.goBack()
  await page.getByRole('button', { name: 'Back to the present' }).click()
  await expect(page).toHaveURL(/\/admin\/fleet-risk\?dealer=MESA$/)
  await expect(page.getByText(/^Nothing moves\. Leave out a group/)).toBeVisible()
})

test('a trial that is overtaken by the next one is called off', async ({ as }) => {
  const { page } = await as('admin')
  await page.goto('/admin/fleet-risk')
  await expect(page.getByText(/^Nothing moves/)).toBeVisible()
  const calledOff = page.waitForEvent('requestfailed', r => r.url().endsWith('/api/risk/fleet'))
  // The portal takes its time with the first trial.
  await page.route('**/api/risk/fleet', async route => {
    if (!route.request().postData()?.includes('weak_battery')) return route.continue()
    await calledOff
  })
  const asked = page.waitForRequest('**/api/risk/fleet')
  await page.getByRole('checkbox', { name: 'Hard duty' }).uncheck()
  await expect(page.getByText('Calculating…')).toBeVisible()
  await asked
  await page.getByRole('checkbox', { name: 'Weak battery' }).uncheck()
  expect((await calledOff).postData()).toContain('weak_battery')
  await expect(page.getByText(/vehicles have another estimate or priority( ·|$)/)).toBeVisible()
})

test('an admin reads what an estimate rests on, and that there are not enough outcomes yet', async ({ as }) => {
  const { page } = await as('admin')
  await page.goto('/admin')
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('r')
  await expect(page).toHaveURL(/\/admin\/risk-model$/)
  // The demo has some outcomes: few enough for its bins to say nothing.
  await expect(page.getByText(/^not enough outcomes \(\d+\)$/).first()).toBeVisible()
  await expect(page.getByText(/Only vehicles whose battery was inspected or replaced count/)).toBeVisible()

  const undercharge = page.getByRole('table', { name: 'Parameters of “Chronic undercharge”' })
  const drain = undercharge.getByRole('row', { name: /High key-off drain where there is the cause/ })
  await expect(drain).toContainText('25%')
  await expect(drain).toContainText('5 : 15')
  await expect(drain.getByTitle('Grade C: an assumption')).toBeVisible()
  await expect(undercharge).toContainText(/Ford's workshop manuals/)
  await expect(
    page.getByRole('table', { name: 'Rules of the signs' }).getByRole('row', { name: /^High key-off drain/ }),
  ).toContainText('50 mA')

  // How often signs are found is known without outcomes, for one dealer, too.
  const trips = page.getByRole('region', { name: 'Signs in the fleet' }).getByRole('row', { name: /^Short trips/ })
  const all = await trips.innerText()
  await page.getByLabel('Dealer', { exact: true }).selectOption({ label: 'Lakeside Ford (demo)' })
  await expect(page).toHaveURL(/\?dealer=LAKESIDE$/)
  await expect(trips).not.toHaveText(all)
})

test('a manager sees the risk model of the own dealer, an advisor does not', async ({ as }) => {
  const { page } = await as('manager')
  await page.goto('/dealer/vehicles')
  await page.getByRole('link', { name: 'Risk model' }).click()
  await expect(page).toHaveURL(/\/dealer\/risk-model$/)
  await expect(page.getByRole('heading', { name: 'Calibration' })).toBeVisible()
  // The demo has some outcomes: few enough for its bins to say nothing.
  await expect(page.getByText(/^not enough outcomes \(\d+\)$/).first()).toBeVisible()
  await expect(page.getByLabel('Dealer', { exact: true })).toHaveCount(0)

  await as('advisor')
  await page.goto('/dealer/risk-model')
  await expect(page.getByRole('heading', { name: 'This page is not for your role', level: 1 })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Risk model' })).toHaveCount(0)
})
