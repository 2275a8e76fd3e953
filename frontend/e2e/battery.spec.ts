import { expect, test } from './test'

test('an advisor records what was done to a battery, sees the estimate follow, and takes it back', async ({ as }) => {
  const { page, portal } = await as('advisor')
  const lead = (await portal.leads({ priority: 'HIGH', limit: '1' }))[0]
  if (!lead) throw new Error('the demo has no lead')
  await page.goto(`/dealer/vehicles/${lead.vehicle.vin}`)
  const history = page.getByRole('region', { name: 'Battery history' })
  await expect(history.getByText('Nothing is recorded yet.')).toBeVisible()

  // By keyboard: the form opens at its first field, and says what is missing at the field.
  await history.getByRole('button', { name: 'Record an event' }).press('Enter')
  await expect(history.getByRole('radio', { name: 'Battery fitted' })).toBeFocused()
  await history.getByRole('button', { name: 'Record', exact: true }).click()
  await expect(history.getByText('Choose what happened.')).toBeVisible()
  await expect(history.getByRole('radio', { name: 'Battery fitted' })).toBeFocused()
  await history.getByRole('radio', { name: 'Battery tested' }).check()
  await history.getByRole('button', { name: 'Record', exact: true }).click()
  await expect(history.getByText('Say how the test went.')).toBeVisible()

  // What only the portal knows stands at its field as well.
  await history.getByRole('radio', { name: 'Replaced as a precaution' }).check()
  await history.getByLabel('Day').fill('1990-05-01')
  await history.getByRole('button', { name: 'Record', exact: true }).click()
  await expect(history.getByText(/^Is before a vehicle of the model year/)).toBeVisible()
  await expect(history.getByLabel('Day')).toBeFocused()

  const today = await history.getByLabel('Day').getAttribute('max')
  await history.getByLabel('Day').fill(today ?? '')
  await history.getByLabel('Source').fill('RO 4711')
  await history.getByRole('button', { name: 'Record', exact: true }).click()
  await expect(page.getByText('“Replaced as a precaution” is recorded.')).toBeVisible()
  await expect(history.getByRole('listitem')).toContainText('RO 4711')
  await expect(history.getByRole('button', { name: 'Record an event' })).toBeFocused()

  // A new battery is not what the estimate was about.
  const estimate = page.getByRole('region', { name: 'Lead', exact: true })
  await expect(estimate.getByText(/^Scored again: \d+% before, (<1|\d)% now\.$/)).toBeVisible()
  expect((await portal.lead(lead.id)).lead.risk.probability).toBeLessThan(lead.risk.probability / 3)

  await history.getByRole('button', { name: /^Take back “Replaced as a precaution”/ }).click()
  await expect(history.getByText('Nothing is recorded yet.')).toBeVisible()
  await expect(page.getByText('“Replaced as a precaution” is taken back.')).toBeVisible()
  await expect
    .poll(async () => (await portal.lead(lead.id)).lead.risk.probability)
    .toBeCloseTo(lead.risk.probability, 2)

  // And back again.
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(history.getByRole('listitem')).toContainText('RO 4711')
  await history.getByRole('button', { name: /^Take back/ }).click()
  await expect(history.getByText('Nothing is recorded yet.')).toBeVisible()
})
