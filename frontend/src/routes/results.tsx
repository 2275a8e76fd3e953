import { createRoute, useNavigate } from '@tanstack/react-router'
import { Suspense, useCallback } from 'react'
import { lazyScreen } from '../app/lazy-screen'
import { Waiting } from '../app/waiting'
import { type Days, daysOf, usualDays } from '../features/results/period'
import { resultsQuery } from '../features/results/queries'
import { dealerRoute } from './dealer'

const { Screen, preload } = lazyScreen(() => import('../features/results/results-page').then(m => m.ResultsPage))

export const resultsRoute = createRoute({
  getParentRoute: () => dealerRoute,
  path: 'results',
  validateSearch: (s: Record<string, unknown>): { days?: string } => ({
    days: typeof s.days === 'string' && daysOf(s.days) !== usualDays ? s.days : undefined,
  }),
  loaderDeps: ({ search: { days } }) => ({ days: daysOf(days) }),
  loader: ({ context: { queryClient, dealer }, deps }) => {
    preload()
    void queryClient.prefetchQuery(resultsQuery(dealer.code, deps.days, dealer.time_zone))
  },
  component: Results,
})

function Results() {
  const { dealer } = resultsRoute.useRouteContext()
  const { days } = resultsRoute.useLoaderDeps()
  const navigate = useNavigate()
  const onDays = useCallback(
    (d: Days) =>
      void navigate({
        to: '/dealer/results',
        search: prev => ({ ...prev, days: d === usualDays ? undefined : String(d) }),
        replace: true,
      }),
    [navigate],
  )
  return (
    <Suspense fallback={<Waiting />}>
      <Screen key={dealer.code} dealer={dealer} days={days} onDays={onDays} />
    </Suspense>
  )
}
