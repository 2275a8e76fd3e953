import { screen, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, test } from 'vitest'
import type { ServiceActivity } from '../../api/types'
import { aSlot, aSpend, aSpendReport } from '../../test/factories'
import { renderScreen } from '../../test/render'
import { server } from '../../test/server'
import { OverviewPage } from './overview-page'

const url = (path: string) => `${window.location.origin}${path}`

const stats = {
  cache_hit_rate: '97.5%',
  total_requests: 120,
  avg_response_time: '0.004s',
  cached_entries: 40,
  last_optimization: '2026-11-24T09:00:00Z',
  response_time: { count: 120, mean_seconds: 0.0015, p50_seconds: 0.0011, p95_seconds: 0.0038, p99_seconds: 0.0092 },
  cache: { hits: 39, misses: 1, evictions: 0, entries: 40, bytes: 1024 },
  messages: { ai: 80, edited: 6, template: 10 },
  model: {
    calls: 214,
    failures: 3,
    failures_by_reason: { timeout: 3 },
    without_report: 0,
    prompt_tokens: 100,
    completion_tokens: 20,
    cost_microdollars: 10,
    in_flight: 0,
  },
}

let asked: (string | null)[] = []

function answer(over: Partial<ServiceActivity> = {}) {
  const activity: ServiceActivity = {
    window: 'hour',
    since: '2026-11-24T09:00:00Z',
    as_of: '2026-11-24T09:04:00Z',
    slots: [
      aSlot(0),
      aSlot(1),
      aSlot(2, { requests: 0, p50_seconds: null, p95_seconds: null, p99_seconds: null }),
      aSlot(3),
    ],
    failures_by_reason: { timeout: 3, budget: 1 },
    ...over,
  }
  asked = []
  server.use(
    http.get(url('/api/performance-stats'), () => HttpResponse.json({ performance_stats: stats })),
    http.get(url('/api/admin/activity'), ({ request }) => {
      asked.push(new URL(request.url).searchParams.get('window'))
      return HttpResponse.json(activity)
    }),
    http.get(url('/api/spend'), () => HttpResponse.json(aSpendReport({ installation: aSpend() }))),
    http.get(url('/health'), () =>
      HttpResponse.json({
        status: 'healthy',
        reasons: [],
        version: 'test',
        performance_optimization: 'active',
        database: { status: 'ok', kind: 'sqlite' },
        model_provider: { status: 'ok', since: null, reason: null },
        performance_stats: stats,
      }),
    ),
  )
}

beforeEach(() => answer())

test('it is said whose clock the times of the charts are of', async () => {
  answer()
  renderScreen(<OverviewPage dealerCount={2} dealers={null} />)
  expect(await screen.findByText(/^2 dealers · .+ · Times in .+, by this browser$/)).toBeVisible()
})

test('every figure stands with its unit and what it is made of', async () => {
  renderScreen(<OverviewPage dealerCount={2} dealers={null} />)
  const figures = await screen.findByRole('region', { name: 'Counted by this process since it started' })
  expect(figures).toHaveTextContent('3.80 msp50 1.10 ms · p99 9.20 ms · 120 requests')
  expect(figures).toHaveTextContent('97.5%39 of 40 wanted')
  expect(figures).toHaveTextContent('9680 AI · 6 edited · 10 template')
  await within(figures).findByText(/of \$50 · 8.4% used/)
})

test('the charts have their numbers in a table, without what was not counted', async () => {
  renderScreen(<OverviewPage dealerCount={2} dealers={null} />)
  const time = await screen.findByRole('region', { name: 'Response time of the best leads' })
  expect(within(time).getAllByRole('row', { hidden: true })).toHaveLength(4)
  expect(time).toHaveTextContent('9:00 AM121.103.809.20')
  const kinds = screen.getByRole('region', { name: 'Messages served by kind' })
  expect(kinds).toHaveTextContent('AI 320 (83.3%)')
  expect(kinds).toHaveTextContent('Edited 24 (6.3%)')
  const failures = screen.getByRole('region', { name: 'Failures of the model, by reason' })
  expect(failures).toHaveTextContent('No answer in time3Budget used up1')
})

test('a young process says since when it counts, an older one when it started', async () => {
  const { unmount } = renderScreen(<OverviewPage dealerCount={2} dealers={null} />)
  expect(await screen.findByText(/^Since this process started, .* What was before is not kept\.$/)).toBeVisible()
  unmount()
  answer({ since: '2026-11-20T09:00:00Z' })
  renderScreen(<OverviewPage dealerCount={2} dealers={null} />)
  expect(await screen.findByText(/^This process started Fri, Nov 20, 2026/)).toBeVisible()
})

test('the last day can be looked at', async () => {
  const { user } = renderScreen(<OverviewPage dealerCount={2} dealers={null} />)
  await user.click(await screen.findByRole('button', { name: 'Last 24 hours' }))
  await screen.findByRole('button', { name: 'Last 24 hours', pressed: true })
  expect(asked).toContain('hour')
  await expect.poll(() => asked).toContain('day')
})

test('a process that nobody has asked says so', async () => {
  const idle = {
    requests: 0,
    p50_seconds: null,
    p95_seconds: null,
    p99_seconds: null,
    messages: { ai: 0, edited: 0, template: 0 },
  }
  answer({ slots: [aSlot(0, idle)], failures_by_reason: {} })
  renderScreen(<OverviewPage dealerCount={2} dealers={null} />)
  expect(await screen.findByText(/^Nobody asked for the best leads/)).toBeVisible()
  expect(screen.getByText('No message was served in this time.')).toBeVisible()
  expect(screen.getByText('None.')).toBeVisible()
})
