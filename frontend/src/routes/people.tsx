import { useQuery } from '@tanstack/react-query'
import { createRoute, useNavigate } from '@tanstack/react-router'
import { Suspense } from 'react'
import { NoPermission } from '../app/error-page'
import { lazyScreen } from '../app/lazy-screen'
import { Waiting } from '../app/waiting'
import { dealersQuery } from '../features/dealers/queries'
import { apiKeysQuery, usersQuery } from '../features/people/queries'
import { adminRoute } from './admin'
import { dealerRoute } from './dealer'

const { Screen, preload } = lazyScreen(() => import('../features/people/people-page').then(m => m.PeoplePage))

/** A dealer's people and keys; not for advisors. */
export const dealerPeopleRoute = createRoute({
  getParentRoute: () => dealerRoute,
  path: 'people',
  beforeLoad: ({ context }) => {
    if (context.session.user.role === 'advisor') throw new NoPermission()
  },
  loader: ({ context: { queryClient, dealer } }) => {
    preload()
    void queryClient.prefetchQuery(usersQuery(dealer.code))
    void queryClient.prefetchQuery(apiKeysQuery(dealer.code))
  },
  component: DealerPeople,
})

function DealerPeople() {
  const { dealer, user } = dealerPeopleRoute.useRouteContext()
  return (
    <Suspense fallback={<Waiting />}>
      <Screen key={dealer.code} user={user} dealer={dealer} />
    </Suspense>
  )
}

/** Everybody, or the people of the dealer that the address names. */
export const adminPeopleRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: 'people',
  validateSearch: (s: Record<string, unknown>): { dealer?: string } => ({
    dealer: typeof s.dealer === 'string' && s.dealer ? s.dealer.slice(0, 32) : undefined,
  }),
  loaderDeps: ({ search: { dealer } }) => ({ dealer }),
  loader: ({ context: { queryClient }, deps }) => {
    preload()
    void queryClient.prefetchQuery(usersQuery(deps.dealer))
  },
  component: AllPeople,
})

function AllPeople() {
  const { dealer } = adminPeopleRoute.useSearch()
  const { session } = adminPeopleRoute.useRouteContext()
  const { data: dealers } = useQuery(dealersQuery)
  const navigate = useNavigate()
  if (!dealers) return <Waiting />
  return (
    <Suspense fallback={<Waiting />}>
      <Screen
        user={session.user}
        dealers={dealers}
        dealer={dealers.find(d => d.code === dealer)}
        onDealer={code => void navigate({ to: '/admin/people', search: { dealer: code }, replace: true })}
      />
    </Suspense>
  )
}
