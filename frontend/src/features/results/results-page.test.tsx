import { screen, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { expect, test, vi } from 'vitest'
import { aDealer, aShare, someResults } from '../../test/factories'
import { renderScreen } from '../../test/render'
import { problem, server } from '../../test/server'
import { ResultsPage } from './results-page'

const url = `${window.location.origin}/api/results`

function show(answer = someResults()) {
  const asked: URLSearchParams[] = []
  server.use(
    http.get(url, ({ request }) => {
      asked.push(new URL(request.url).searchParams)
      return HttpResponse.json(answer)
    }),
  )
  const onDays = vi.fn()
  return { asked, onDays, ...renderScreen(<ResultsPage dealer={aDealer()} days={90} onDays={onDays} />) }
}

test('each share stands with its counts and its interval', async () => {
  const { asked } = show()
  const figures = await screen.findByRole('region', { name: 'What came of it' })
  expect(figures).toHaveTextContent('Contacted200')
  expect(figures).toHaveTextContent('Reached60%120 of 200 contacted · 90% interval 52–68%')
  expect(figures).toHaveTextContent('Fault confirmed40%20 of 50 inspected')
  expect(screen.getByText('Aug 27, 2026 to Nov 24, 2026, America/Detroit time')).toBeVisible()
  expect(asked[0]?.get('dealer')).toBe('LAKE')
  expect(asked[0]?.get('from')).toMatch(/^\d{4}-\d\d-\d\d$/)
})

test('below 30 the counts stand alone, and no share is invented', async () => {
  show(
    someResults({
      total: { contacted: 29, reached: aShare(12, 29), booked: aShare(3, 29), confirmed: aShare(0, 0) },
    }),
  )
  const figures = await screen.findByRole('region', { name: 'What came of it' })
  expect(within(figures).getAllByText('Not enough outcomes')).toHaveLength(3)
  expect(figures).toHaveTextContent('12 of 29 contacted')
  expect(figures).not.toHaveTextContent('%')
})

test('it tells what each count is made of', async () => {
  show()
  const recorded = await screen.findByRole('region', { name: 'What was recorded' })
  expect(within(recorded).getByRole('row', { name: 'Booked Yes 62 60' })).toBeVisible()
  expect(within(recorded).getByRole('row', { name: 'No answer No 150 110' })).toBeVisible()
  const found = screen.getByRole('region', { name: 'What was found' })
  expect(within(found).getByRole('row', { name: 'Tested: pass No 30' })).toBeVisible()
  expect(found).toHaveTextContent('within 180 days')
  const row = screen.getByRole('row', { name: /^Follow up/ })
  expect(row).toHaveTextContent('12 of 20not enough outcomes')
})

test('another period is asked for', async () => {
  const { user, onDays } = show()
  await user.click(await screen.findByRole('button', { name: 'Last 30 days' }))
  expect(onDays).toHaveBeenCalledWith(30)
})

test('a period without a contact says what to do next', async () => {
  show(someResults({ total: { contacted: 0, reached: aShare(0, 0), booked: aShare(0, 0), confirmed: aShare(0, 0) } }))
  expect(await screen.findByRole('heading', { name: 'Nobody was contacted in this period' })).toBeVisible()
  expect(screen.getByRole('link', { name: 'Go to the queue' })).toBeVisible()
})

test('a portal that fails is said so, and asked again', async () => {
  server.use(http.get(url, () => problem(500, 'Something went wrong on our side.')))
  renderScreen(<ResultsPage dealer={aDealer()} days={90} onDays={() => undefined} />)
  expect(await screen.findByRole('alert', {}, { timeout: 5000 })).toBeVisible()
  expect(screen.getByRole('button', { name: 'Try again' })).toBeVisible()
})
