import { screen, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, test } from 'vitest'
import type { ImportLine, ImportList, ImportRecord } from '../../api/types'
import { aDealer } from '../../test/factories'
import { renderScreen } from '../../test/render'
import { problem, server } from '../../test/server'
import { ImportPage } from './import-page'

const url = (path: string) => `${window.location.origin}${path}`

const aRecord = (change: Partial<ImportRecord> = {}): ImportRecord => ({
  id: 'import-1',
  kind: 'vehicles',
  name: 'fleet.csv',
  state: 'done',
  rows: 2,
  done: 2,
  accepted: 2,
  unchanged: 0,
  rejected: 0,
  started_at: '2026-11-24T08:00:00Z',
  changed_at: '2026-11-24T08:00:01Z',
  ...change,
})

/** An answer that is told line by line, for as long as the test wants. */
class Telling {
  #controller?: ReadableStreamDefaultController<Uint8Array>
  readonly body = new ReadableStream<Uint8Array>({
    start: controller => {
      this.#controller = controller
    },
  })
  tell(...lines: ImportLine[]) {
    for (const line of lines) this.#controller?.enqueue(new TextEncoder().encode(`${JSON.stringify(line)}\n`))
  }
  end() {
    this.#controller?.close()
  }
}

let latest: ImportList
let tellings: Telling[]
let asked: URLSearchParams[]
let cancelled: string[]

beforeEach(() => {
  latest = { imports: [], scoring: { waiting: 0, done: true } }
  tellings = []
  asked = []
  cancelled = []
  server.use(
    http.get(url('/api/imports'), () => HttpResponse.json(latest)),
    http.post(url('/api/imports'), ({ request }) => {
      asked.push(new URL(request.url).searchParams)
      const telling = new Telling()
      tellings.push(telling)
      return new HttpResponse(telling.body, { headers: { 'Content-Type': 'application/x-ndjson' } })
    }),
    http.delete(url('/api/imports/:id'), ({ params }) => {
      cancelled.push(String(params.id))
      return HttpResponse.json(aRecord({ state: 'cancelled', rows: 1000, done: 500, accepted: 480, rejected: 20 }))
    }),
  )
})

const rows = [
  { row: 2, status: 'accepted' as const, code: null, field: null, message: null },
  { row: 3, status: 'accepted' as const, code: null, field: null, message: null },
]

async function open() {
  const imported: string[] = []
  const shown = renderScreen(<ImportPage dealer={aDealer()} onImported={() => imported.push('imported')} />)
  const input = await screen.findByLabelText('Choose a file')
  const choose = () => shown.user.upload(input, new File(['vin,year\n1,2\n3,4\n'], 'fleet.csv', { type: 'text/csv' }))
  return { ...shown, choose, imported }
}

async function telling(n: number) {
  await expect.poll(() => tellings.length).toBe(n)
  return tellings[n - 1] as Telling
}

async function checked() {
  const opened = await open()
  await opened.choose()
  const dry = await telling(1)
  dry.tell(
    { done: 0, of: 2 },
    { done: 2, of: 2, rows },
    { result: { dry_run: true, accepted: 2, unchanged: 0, rejected: 0 } },
  )
  dry.end()
  await opened.user.click(await screen.findByRole('button', { name: 'Import 2 rows' }))
  return { ...opened, real: await telling(2) }
}

test('what has no length that is known shows none, and the result follows', async () => {
  const { choose } = await open()
  await choose()
  const dry = await telling(1)
  expect(asked[0]?.get('dry_run')).toBe('true')
  const bar = await screen.findByRole('progressbar', { name: 'Reading fleet.csv' })
  expect(bar).toHaveAttribute('aria-valuetext', expect.stringContaining('how long that takes is not known'))
  expect(bar).not.toHaveAttribute('aria-valuenow')
  dry.tell(
    { done: 0, of: 2 },
    { done: 2, of: 2, rows },
    { result: { dry_run: true, accepted: 2, unchanged: 0, rejected: 0 } },
  )
  dry.end()
  expect(await screen.findByRole('heading', { name: 'fleet.csv: Checked. Nothing is stored yet.' })).toBeVisible()
})

test('a check that is cancelled has stored nothing, and asks nobody', async () => {
  const { choose, user } = await open()
  await choose()
  ;(await telling(1)).tell({ done: 0, of: 1000 })
  await user.click(await screen.findByRole('button', { name: 'Cancel' }))
  expect(await screen.findByRole('heading', { name: 'fleet.csv: Cancelled' })).toHaveFocus()
  expect(screen.getByText('Nothing was stored.')).toBeVisible()
  expect(cancelled).toEqual([])
})

test('an import that is cancelled says what the portal had stored by then', async () => {
  const { user, real, imported } = await checked()
  real.tell({ done: 0, of: 1000 }, { done: 500, of: 1000, rows })
  await user.click(await screen.findByRole('button', { name: 'Cancel' }))
  expect(await screen.findByRole('heading', { name: 'fleet.csv: Cancelled' })).toBeVisible()
  expect(screen.getByText(/^Stopped after 500 of 1,000 rows: 480 stored · 0 unchanged · 20 rejected/)).toBeVisible()
  expect(cancelled).toEqual([asked[1]?.get('id')])
  expect(imported).toEqual(['imported'])
})

test('one that was done before it could be cancelled says so', async () => {
  server.use(http.delete(url('/api/imports/:id'), () => HttpResponse.json(aRecord())))
  const { user, real } = await checked()
  real.tell({ done: 0, of: 2 }, { done: 2, of: 2, rows })
  await user.click(await screen.findByRole('button', { name: 'Cancel' }))
  real.tell({ result: { dry_run: false, accepted: 2, unchanged: 0, rejected: 0 } })
  real.end()
  expect(await screen.findByRole('heading', { name: 'fleet.csv: Imported.' })).toBeVisible()
  expect(screen.getByText('It was done before it could be cancelled.')).toBeVisible()
})

test('after a lost connection the portal is asked until it says what was stored', async () => {
  let away = true
  server.use(
    http.delete(url('/api/imports/:id'), () =>
      away ? HttpResponse.error() : HttpResponse.json(aRecord({ state: 'cancelled', done: 0, rows: 0, accepted: 0 })),
    ),
  )
  const { real } = await checked()
  real.tell({ done: 0, of: 1000 }, { done: 500, of: 1000, rows })
  real.end()
  expect(await screen.findByRole('heading', { name: 'fleet.csv: The connection was lost' })).toBeVisible()
  expect(await screen.findByText(/^The portal cannot be reached/)).toBeVisible()
  expect(screen.queryByText('Nothing was stored.')).toBeNull()
  away = false
  expect(await screen.findByText('Nothing was stored.', {}, { timeout: 5000 })).toBeVisible()
})

test('what the portal refuses before the first row stores nothing and is told', async () => {
  server.use(http.post(url('/api/imports'), () => problem(400, 'header: has no column for vin')))
  const { choose } = await open()
  await choose()
  expect(await screen.findByRole('alert')).toHaveTextContent('has no column for vin')
  expect(cancelled).toEqual([])
})

test('who comes back is told what became of the latest imports, and may cancel one that runs', async () => {
  latest.scoring = { waiting: 1200, done: false }
  latest.imports = [
    aRecord({ id: 'import-3', name: 'third.csv', state: 'running', rows: 1000, done: 500, accepted: 500 }),
    aRecord({ id: 'import-2', name: 'second.csv', state: 'broken_off', rows: 1000, done: 500, accepted: 500 }),
    aRecord({ id: 'import-1', name: 'first.csv' }),
  ]
  const { user } = await open()
  const list = within(await screen.findByRole('region', { name: 'Latest imports' }))
  const [third, second, first] = list.getAllByRole('listitem')
  expect(third).toHaveTextContent('Importing500 of 1,000 rows')
  expect(second).toHaveTextContent('Broken offStopped after 500 of 1,000 rows: 500 stored')
  expect(first).toHaveTextContent('Imported2 stored · 0 unchanged · 0 rejected')
  expect(await list.findByText('1,200 vehicles wait')).toBeVisible()
  latest.imports = latest.imports.map(i => (i.state === 'running' ? { ...i, state: 'cancelled' as const } : i))
  await user.click(list.getByRole('button', { name: 'Cancel the import of third.csv' }))
  expect(await list.findByText('Cancelled')).toBeVisible()
  expect(cancelled).toEqual(['import-3'])
})

test('after an import it is said when the vehicles have their estimates', async () => {
  latest.scoring = { waiting: 2, done: false }
  const { real, imported } = await checked()
  real.tell(
    { done: 0, of: 2 },
    { done: 2, of: 2, rows },
    { result: { dry_run: false, accepted: 2, unchanged: 0, rejected: 0 } },
  )
  real.end()
  expect(await screen.findByText('2 vehicles wait')).toBeVisible()
  expect(screen.queryByText(/^All vehicles have their estimates/)).toBeNull()
  latest.scoring = { waiting: 0, done: true }
  expect(await screen.findByText(/^All vehicles have their estimates/, {}, { timeout: 6000 })).toBeVisible()
  await expect.poll(() => imported.length).toBe(2)
})
