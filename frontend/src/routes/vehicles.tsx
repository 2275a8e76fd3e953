import { createRoute, useNavigate } from '@tanstack/react-router'
import { Suspense, useCallback } from 'react'
import { lazyScreen } from '../app/lazy-screen'
import { Waiting } from '../app/waiting'
import { leadKeys } from '../features/leads/queries'
import { batteryEventsQuery, vehicleListQuery, vehicleQuery } from '../features/vehicles/queries'
import { dealerRoute } from './dealer'

const list = lazyScreen(() => import('../features/vehicles/vehicles-page').then(m => m.VehiclesPage))
const one = lazyScreen(() => import('../features/vehicles/vehicle-page').then(m => m.VehiclePage))

const validateSearch = (s: Record<string, unknown>): { q?: string } => ({
  q: typeof s.q === 'string' && s.q ? s.q.slice(0, 100) : undefined,
})

export const vehiclesRoute = createRoute({
  getParentRoute: () => dealerRoute,
  path: 'vehicles',
  validateSearch,
  loaderDeps: ({ search: { q } }) => ({ q }),
  loader: ({ context: { queryClient, dealer }, deps }) => {
    list.preload()
    void queryClient.prefetchInfiniteQuery(vehicleListQuery(dealer.code, deps.q ?? ''))
  },
  component: Vehicles,
})

function Vehicles() {
  const { dealer } = vehiclesRoute.useRouteContext()
  const { q = '' } = vehiclesRoute.useSearch()
  const navigate = useNavigate()
  const onSearch = useCallback(
    (text: string) =>
      void navigate({ to: '/dealer/vehicles', search: prev => ({ ...prev, q: text || undefined }), replace: true }),
    [navigate],
  )
  return (
    <Suspense fallback={<Waiting />}>
      <list.Screen key={dealer.code} dealer={dealer} q={q} onSearch={onSearch} />
    </Suspense>
  )
}

export const vehicleRoute = createRoute({
  getParentRoute: () => dealerRoute,
  path: 'vehicles/$vin',
  validateSearch,
  loader: ({ context: { queryClient, dealer }, params: { vin } }) => {
    one.preload()
    void queryClient.prefetchQuery(vehicleQuery(dealer.code, vin))
    void queryClient.prefetchQuery(batteryEventsQuery(dealer.code, vin))
  },
  component: Vehicle,
})

function Vehicle() {
  const { dealer, queryClient } = vehicleRoute.useRouteContext()
  const { vin } = vehicleRoute.useParams()
  return (
    <Suspense fallback={<Waiting />}>
      <one.Screen
        key={`${dealer.code} ${vin}`}
        dealer={dealer}
        vin={vin}
        onChanged={() => void queryClient.invalidateQueries({ queryKey: leadKeys.of(dealer.code) })}
      />
    </Suspense>
  )
}
