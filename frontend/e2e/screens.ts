import { expect, rowsOf, test, workspaceOf } from './test'

// The pictures of the README: `npm run screens`.
for (const scheme of ['light', 'dark'] as const) {
  test.describe(scheme, () => {
    test.use({ colorScheme: scheme })

    test(`queue, ${scheme}`, async ({ as }) => {
      const { page } = await as('advisor')
      await page.goto('/dealer')
      await expect(rowsOf(page).nth(12)).toContainText('AI draft', { timeout: 20_000 })
      await expect(workspaceOf(page).getByText('AI draft', { exact: true })).toBeVisible({ timeout: 20_000 })
      await expect(workspaceOf(page).getByRole('link', { name: 'Sources', exact: true })).toBeVisible()
      await page.screenshot({ path: `screens/queue-${scheme}.png` })
    })
  })
}

test('overview, light', async ({ as }) => {
  const { page, portal } = await as('admin')
  await page.goto('/admin')
  // Figures that move, as on a day of work.
  for (let i = 0; i < 8; i++) {
    for (const dealer of ['LAKESIDE', 'MESA']) {
      expect((await page.request.get(`/api/generate-leads?dealer=${dealer}&limit=${8 + i}`)).ok()).toBe(true)
      await portal.leads({ dealer, limit: String(20 + i) })
    }
    await page.waitForTimeout(2100)
  }
  await expect(page.getByTestId('time-chart')).toBeVisible()
  await page.screenshot({ path: 'screens/overview-light.png' })
})
