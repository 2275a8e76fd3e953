import { useQuery } from '@tanstack/react-query'
import { createRoute, Outlet } from '@tanstack/react-router'
import { Suspense } from 'react'
import { NoPermission } from '../app/error-page'
import { lazyScreen } from '../app/lazy-screen'
import { Waiting } from '../app/waiting'
import { dealersQuery } from '../features/dealers/queries'
import { usualDays } from '../features/results/period'
import { resultsQuery } from '../features/results/queries'
import { rootRoute } from './root'

const overview = lazyScreen(() => import('../features/performance/overview-page').then(m => m.OverviewPage))
const table = lazyScreen(() => import('../features/results/dealers-compared').then(m => m.DealersCompared))
const dealers = lazyScreen(() => import('../features/dealers/dealers-page').then(m => m.DealersPage))

/** The group's side; an admin's only. */
export const adminRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/admin',
  beforeLoad: ({ context }) => {
    if (context.session.user.role !== 'admin') throw new NoPermission()
  },
  component: Outlet,
})

export const overviewRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/',
  loader: ({ context }) => {
    overview.preload()
    table.preload()
    void context.queryClient.prefetchQuery(dealersQuery)
    void context.queryClient.prefetchQuery(resultsQuery(undefined, usualDays))
  },
  component: Overview,
})

function Overview() {
  const { data } = useQuery({ ...dealersQuery, refetchInterval: 15_000 })
  const { data: results } = useQuery({ ...resultsQuery(undefined, usualDays), refetchInterval: 60_000 })
  return (
    <Suspense fallback={<Waiting />}>
      <overview.Screen
        dealerCount={data?.length}
        dealers={data ? <table.Screen dealers={data} results={results} /> : <Waiting />}
      />
    </Suspense>
  )
}

export const adminDealersRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: 'dealers',
  loader: dealers.preload,
  component: () => (
    <Suspense fallback={<Waiting />}>
      <dealers.Screen />
    </Suspense>
  ),
})
