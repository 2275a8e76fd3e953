import { createRoute, Outlet, useMatchRoute, useNavigate } from '@tanstack/react-router'
import { Suspense, useCallback } from 'react'
import type { Priority } from '../api/types'
import { lazyScreen } from '../app/lazy-screen'
import { Waiting } from '../app/waiting'
import type { LeadFilter } from '../features/leads/lead-filter'
import { countsQuery, leadListQuery } from '../features/leads/queries'
import { dealerRoute } from './dealer'

const queue = lazyScreen(() => import('../features/leads/queue-page').then(m => m.QueuePage))

const oneOf = <T extends string>(value: unknown, of: readonly T[]) => of.find(x => x === value)

export const queueRoute = createRoute({
  getParentRoute: () => dealerRoute,
  id: 'queue',
  validateSearch: (s: Record<string, unknown>): LeadFilter => ({
    priority: oneOf<Priority>(s.priority, ['HIGH', 'MODERATE', 'FOLLOW_UP', 'RETENTION']),
    status: oneOf(s.status, ['booked', 'closed']),
    assignee: oneOf(s.assignee, ['me', 'none']),
    q: typeof s.q === 'string' && s.q ? s.q.slice(0, 100) : undefined,
  }),
  loaderDeps: ({ search: { priority, status, assignee, q } }) => ({ priority, status, assignee, q }),
  loader: ({ context: { queryClient, dealer }, deps }) => {
    queue.preload()
    void queryClient.prefetchInfiniteQuery(leadListQuery(dealer.code, deps))
    void queryClient.prefetchQuery(countsQuery(dealer.code))
  },
  component: Queue,
})

function Queue() {
  const { dealer, user } = queueRoute.useRouteContext()
  const filter = queueRoute.useLoaderDeps()
  const navigate = useNavigate()
  const lead = useMatchRoute()({ to: '/dealer/leads/$leadId' })
  const onFilter = useCallback(
    ({ priority, status, assignee, q }: LeadFilter) =>
      void navigate({ to: '.', search: prev => ({ ...prev, priority, status, assignee, q }), replace: true }),
    [navigate],
  )
  const onOpen = useCallback(
    (leadId: string, replace: boolean) =>
      void navigate({ to: '/dealer/leads/$leadId', params: { leadId }, search: true, replace }),
    [navigate],
  )
  return (
    <Suspense fallback={<Waiting />}>
      <queue.Screen
        key={dealer.code}
        dealer={dealer}
        user={user}
        filter={filter}
        leadId={lead ? lead.leadId : undefined}
        onFilter={onFilter}
        onOpen={onOpen}
      >
        <Outlet />
      </queue.Screen>
    </Suspense>
  )
}
