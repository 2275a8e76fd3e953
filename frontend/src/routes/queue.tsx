import { createRoute, Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { Suspense, useCallback } from 'react'
import { lazyScreen } from '../app/lazy-screen'
import { Waiting } from '../app/waiting'
import { filterOf, type LeadFilter } from '../features/leads/lead-filter'
import { countsQuery, leadListQuery, viewsQuery } from '../features/leads/queries'
import { dealerRoute } from './dealer'

export const queue = lazyScreen(() => import('../features/leads/queue-page').then(m => m.QueuePage))

const notTyped = '?'

export const queueRoute = createRoute({
  getParentRoute: () => dealerRoute,
  id: 'queue',
  // `why` is a VIN that somebody asks about; "?" before one is typed.
  validateSearch: (s: Record<string, unknown>): LeadFilter & { why?: string } => ({
    ...filterOf(s),
    why: typeof s.why === 'string' && s.why ? s.why.slice(0, 64) : undefined,
  }),
  loaderDeps: ({ search: { priority, status, assignee, q, call, sort } }) => ({
    priority,
    status,
    assignee,
    q,
    call,
    sort,
  }),
  loader: ({ context: { queryClient, dealer }, deps }) => {
    queue.preload()
    void queryClient.prefetchInfiniteQuery(leadListQuery(dealer.code, deps))
    void queryClient.prefetchQuery(countsQuery(dealer.code))
    void queryClient.prefetchQuery(viewsQuery(dealer.code))
  },
  component: Queue,
})

function Queue() {
  const { dealer, user } = queueRoute.useRouteContext()
  const filter = queueRoute.useLoaderDeps()
  const navigate = useNavigate()
  // By what is shown, and not by where the way leads: on the way to another dealer this one's lead is still open.
  const leadId = useRouterState({ select: s => (s.matches.at(-1)?.params as { leadId?: string } | undefined)?.leadId })
  const onFilter = useCallback(
    ({ priority, status, assignee, q, call, sort }: LeadFilter) =>
      void navigate({
        to: '.',
        search: prev => ({ ...prev, priority, status, assignee, q, call, sort }),
        replace: true,
      }),
    [navigate],
  )
  const onOpen = useCallback(
    (leadId: string, replace: boolean) =>
      void navigate({
        to: '/dealer/leads/$leadId',
        params: { leadId },
        // Whoever opens a lead has found what they asked about; the one that opens by itself changes nothing.
        search: ({ why, ...prev }) => (replace ? { ...prev, why } : prev),
        replace,
      }),
    [navigate],
  )
  const onWhy = useCallback(
    (vin: string | undefined) =>
      void navigate({
        to: '.',
        search: prev => ({ ...prev, why: vin === '' ? notTyped : vin }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  )
  const { why } = queueRoute.useSearch()
  return (
    <Suspense fallback={<Waiting />}>
      <queue.Screen
        dealer={dealer}
        user={user}
        filter={filter}
        leadId={leadId}
        onFilter={onFilter}
        onOpen={onOpen}
        why={why === notTyped ? '' : why}
        onWhy={onWhy}
      >
        <Outlet />
      </queue.Screen>
    </Suspense>
  )
}
