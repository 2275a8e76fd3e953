import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { noViolations } from './axe'
import { expect, type Portal, test } from './test'

const file = [
  'vin,customer_name,current_mileage,zip_code,year,make,model,city,state',
  '1FM5K7B84GGA76166,Demo-Import One,71250,48104,2016,Ford,Explorer,Ann Arbor,MI',
  '1FTFW1E43MKF12345,Demo-Import Two,30100,48104,2021,Ford,F-150,Ann Arbor,MI',
  '1FM5K7B84GGA7616,=Demo-Import Three,12000,48104,2016,Ford,Explorer,Ann Arbor,MI',
].join('\r\n')

test('a file is checked row by row, imported, and its result saved', async ({ as }) => {
  const { page } = await as('manager')
  const drop = (name: string) =>
    page.getByLabel('Choose a file').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(file) })
  await page.goto('/dealer/import')
  await drop('fleet.csv')

  const result = page.getByRole('region', { name: 'Result of each row' }).first()
  await expect(result.getByRole('heading', { name: 'fleet.csv: Checked. Nothing is stored yet.' })).toBeVisible()
  await expect(result.getByText('2 to import')).toBeVisible()
  await expect(result.getByText('1 rejected')).toBeVisible()
  const rejected = result.getByRole('row', { name: /Rejected/ })
  await expect(rejected).toContainText('vin')
  await expect(rejected).toContainText('1FM5K7B84GGA7616')
  await result.getByRole('button', { name: /With a remark/ }).click()
  await expect(result.getByRole('row', { name: /1FTFW1E43MKF12345/ })).toBeVisible()
  expect((await page.request.get('/api/vehicles/1FM5K7B84GGA76166')).status()).toBe(404)

  await result.getByRole('button', { name: 'Import 2 rows' }).click()
  await expect(result.getByRole('heading', { name: 'fleet.csv: Imported.' })).toBeVisible()
  await expect(result.getByText('2 accepted')).toBeVisible()
  await expect(result.getByText('All vehicles have their estimates; the queue is up to date.')).toBeVisible()
  expect((await page.request.get('/api/vehicles/1FM5K7B84GGA76166')).status()).toBe(200)

  const saving = page.waitForEvent('download')
  await result.getByRole('button', { name: 'Download result' }).click()
  const saved = await saving
  expect(saved.suggestedFilename()).toBe('fleet-result.csv')
  const text = await readFile(await saved.path(), 'utf8')
  const lines = text.trimEnd().split('\r\n')
  expect(lines[0]).toMatch(/^vin,customer_name,.*_line,_status,_code,_field,_message$/)
  expect(lines[3]).toContain("'=Demo-Import Three")
  expect(lines[3]).toContain(',4,rejected,')

  // The same file again changes nothing.
  await drop('again.csv')
  await expect(result.getByText('0 to import')).toBeVisible()
  await expect(result.getByText('2 unchanged')).toBeVisible()
  await expect(result.getByRole('button', { name: /^Import / })).toHaveCount(0)
})

test('a vehicle is found by what it is called, and shows its signs in three states', async ({ as }) => {
  const { page } = await as('advisor')
  await page.goto('/dealer/vehicles')
  const row = page.getByRole('row').nth(1)
  await expect(row).toBeVisible()
  const vin = (await row.getByRole('link').innerText()).trim()
  await page.getByRole('searchbox').fill(vin.toLowerCase())
  await expect(page).toHaveURL(new RegExp(`q=${vin.toLowerCase()}`))
  await page.getByRole('link', { name: vin }).click()
  await expect(page.getByRole('heading', { name: 'Signs' })).toBeVisible()
  const signs = page.getByRole('region', { name: 'Signs' })
  await expect(signs.getByRole('row')).toHaveCount(12)
  await expect(signs.getByText(/\d+ present, \d+ absent, \d+ not observed/)).toBeVisible()
  await page.getByRole('link', { name: 'Open the lead' }).click()
  await expect(page.getByRole('article', { name: 'Lead' })).toContainText(vin)
})

test('a file that is no table says so', async ({ as }) => {
  const { page } = await as('advisor')
  await page.goto('/dealer/import')
  await page
    .getByLabel('Choose a file')
    .setInputFiles({ name: 'photo.csv', mimeType: 'text/csv', buffer: Buffer.from('hello\n') })
  await expect(page.getByRole('heading', { name: 'The file could not be read' })).toBeVisible()
  await expect(page.getByRole('alert')).toContainText('vin')
})

/** A file of so many rows that say nothing new of one vehicle, and one row for a vehicle that is not there yet. */
async function longFile(portal: Portal, rows: number, newVin: string) {
  const [lead] = await portal.leads({ limit: '1' })
  const { vin, year, make, model } = lead?.vehicle ?? { vin: '', year: 0, make: '', model: '' }
  const known = `${vin},${year},${make},${model}\n`
  return `vin,year,make,model\n${known.repeat(rows - 1)}${newVin},2019,Ford,Escape SE\n`
}

const choose = (page: Page, name: string, text: string) =>
  page.getByLabel('Choose a file').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })

test('a long check tells how far it is, and is cancelled by keyboard with nothing stored', async ({ as }) => {
  const { page, portal } = await as('manager')
  await page.goto('/dealer/import')
  await choose(page, 'long.csv', await longFile(portal, 200_000, '1FM5K7B84GGA76167'))
  const bar = page.getByRole('progressbar', { name: 'Checking long.csv' })
  await expect(bar).toHaveAttribute('aria-valuetext', /^[\d,]+ of 200,000 rows$/)
  await expect(bar).toHaveAttribute('aria-valuemax', '200000')
  const done = async () => Number(await bar.getAttribute('aria-valuenow'))
  await expect.poll(done).toBeGreaterThan(0)
  const before = await done()
  await expect.poll(done).toBeGreaterThan(before)
  await noViolations(page, 'the progress of a check')
  await page.getByRole('button', { name: 'Cancel' }).focus()
  await page.keyboard.press('Enter')

  await expect(page.getByRole('heading', { name: 'long.csv: Cancelled' })).toBeFocused()
  await expect(page.getByText('Nothing was stored.')).toBeVisible()
  await expect(page.getByRole('progressbar')).toHaveCount(0)
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Check the file again' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('progressbar', { name: /long\.csv$/ })).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('heading', { name: 'long.csv: Cancelled' })).toBeVisible()
})

test('an import that is cancelled while it stores says what it stored, there and when one comes back', async ({
  as,
}) => {
  const { page, portal } = await as('manager')
  await page.goto('/dealer/import')
  const vin = '1FM5K7B86GGA76167'
  await choose(page, 'stopped.csv', await longFile(portal, 60_000, vin))
  await page.getByRole('button', { name: 'Import 1 row' }).click()
  const bar = page.getByRole('progressbar', { name: 'Importing stopped.csv' })
  await expect(bar).toHaveAttribute('aria-valuetext', /^[\d,]+ of 60,000 rows$/)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('heading', { name: 'stopped.csv: Cancelled' })).toBeFocused()
  await expect(page.getByText('Nothing was stored.')).toBeVisible()
  expect((await page.request.get(`/api/vehicles/${vin}`)).status()).toBe(404)

  await page.goto('/dealer/vehicles')
  await page.goto('/dealer/import')
  const latest = page.getByRole('region', { name: 'Latest imports' })
  const record = latest.getByRole('listitem').filter({ hasText: 'stopped.csv' })
  await expect(record).toContainText('Cancelled')
  await expect(record).toContainText('Nothing was stored.')
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await noViolations(page, `the latest imports, ${colorScheme}`)
  }
})

test('an import goes on while other screens are open, and can be cancelled from where one comes back', async ({
  as,
}) => {
  const { page, portal } = await as('manager')
  await page.goto('/dealer/import')
  await choose(page, 'behind.csv', await longFile(portal, 300_000, '1FM5K7B88GGA76168'))
  await page.getByRole('button', { name: 'Import 1 row' }).click()
  await expect(page.getByRole('progressbar', { name: 'Importing behind.csv' })).toBeVisible()
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: /^Vehicles/ })
    .click()
  await expect(page.getByRole('searchbox')).toBeVisible()
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Import' }).click()
  const record = page
    .getByRole('region', { name: 'Latest imports' })
    .getByRole('listitem')
    .filter({ hasText: 'behind.csv' })
  await expect(record).toContainText('Importing')
  await expect(record.getByRole('progressbar', { name: 'Importing behind.csv' })).toHaveAttribute(
    'aria-valuemax',
    '300000',
  )
  await page.getByRole('button', { name: 'Cancel the import of behind.csv' }).click()
  await expect(record).toContainText('Cancelled')
  await expect(record).toContainText('Nothing was stored.')
})

test('a connection that is lost while a file is sent has stored nothing, and the page finds that out', async ({
  as,
}) => {
  const { page } = await as('manager')
  await page.goto('/dealer/import')
  await choose(page, 'lost.csv', file.replaceAll('GGA76166', 'GGA76169'))
  let away = true
  await page.route('**/api/imports**', route =>
    away && route.request().method() !== 'GET' ? route.abort('connectionreset') : route.fallback(),
  )
  await page.getByRole('button', { name: /^Import / }).click()
  await expect(page.getByRole('heading', { name: 'lost.csv: The connection was lost' })).toBeFocused()
  await expect(page.getByText(/^The portal cannot be reached/)).toBeVisible()
  away = false
  await expect(page.getByText('Nothing was stored.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Check the file again' })).toBeVisible()
})
