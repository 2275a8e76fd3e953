import { readFile } from 'node:fs/promises'
import { expect, test } from './test'

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
