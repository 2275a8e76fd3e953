import { useQuery } from '@tanstack/react-query'
import { createRoute, useNavigate } from '@tanstack/react-router'
import { Suspense, useCallback, useMemo } from 'react'
import { NoPermission } from '../app/error-page'
import { lazyScreen } from '../app/lazy-screen'
import { Waiting } from '../app/waiting'
import { dealersQuery, settingsQuery } from '../features/dealers/queries'
import { calibrationQuery, modelQuery } from '../features/risk-model/queries'
import { searchOf, type Trial, type TrialSearch, trialOf } from '../features/risk-model/trial'
import { adminRoute } from './admin'
import { dealerRoute } from './dealer'

const model = lazyScreen(() => import('../features/risk-model/model-page').then(m => m.ModelPage))
const fleet = lazyScreen(() => import('../features/risk-model/fleet-page').then(m => m.FleetPage))

const text = (value: unknown) => (typeof value === 'string' && value ? value.slice(0, 600) : undefined)

export const riskModelRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: 'risk-model',
  validateSearch: (s: Record<string, unknown>): { dealer?: string } => ({ dealer: text(s.dealer) }),
  loaderDeps: ({ search: { dealer } }) => ({ dealer }),
  loader: ({ context: { queryClient }, deps }) => {
    model.preload()
    void queryClient.prefetchQuery(modelQuery)
    void queryClient.prefetchQuery(calibrationQuery(deps.dealer))
  },
  component: GroupModel,
})

function GroupModel() {
  const { dealer } = riskModelRoute.useSearch()
  const { data: dealers } = useQuery(dealersQuery)
  const navigate = useNavigate()
  return (
    <Suspense fallback={<Waiting />}>
      <model.Screen
        dealer={dealer}
        dealers={dealers}
        timeZone={dealers?.find(d => d.code === dealer)?.time_zone}
        onDealer={code => void navigate({ to: '.', search: { dealer: code }, replace: true, resetScroll: false })}
      />
    </Suspense>
  )
}

/** The same for one dealer, whose managers may see how the estimates did. */
export const dealerModelRoute = createRoute({
  getParentRoute: () => dealerRoute,
  path: 'risk-model',
  beforeLoad: ({ context }) => {
    if (context.session.user.role === 'advisor') throw new NoPermission()
  },
  loader: ({ context: { queryClient, dealer } }) => {
    model.preload()
    void queryClient.prefetchQuery(modelQuery)
    void queryClient.prefetchQuery(calibrationQuery(dealer.code))
  },
  component: DealerModel,
})

function DealerModel() {
  const { dealer } = dealerModelRoute.useRouteContext()
  return (
    <Suspense fallback={<Waiting />}>
      <model.Screen key={dealer.code} dealer={dealer.code} sub={dealer.name} timeZone={dealer.time_zone} />
    </Suspense>
  )
}

export const fleetRiskRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: 'fleet-risk',
  validateSearch: (s: Record<string, unknown>): TrialSearch => ({
    dealer: text(s.dealer),
    without: text(s.without),
    high: text(s.high),
    moderate: text(s.moderate),
    follow_up: text(s.follow_up),
  }),
  loader: ({ context: { queryClient } }) => {
    fleet.preload()
    void queryClient.prefetchQuery(modelQuery)
    void queryClient.prefetchQuery(dealersQuery)
  },
  component: FleetRisk,
})

function FleetRisk() {
  const { dealer, without, high, moderate, follow_up } = fleetRiskRoute.useSearch()
  const navigate = useNavigate()
  const trial = useMemo(
    () => trialOf({ dealer, without, high, moderate, follow_up }),
    [dealer, without, high, moderate, follow_up],
  )
  const { data: dealers = [] } = useQuery(dealersQuery)
  const whose = dealer ?? dealers[0]?.code
  const { data: settings } = useQuery({ ...settingsQuery(whose ?? ''), enabled: whose !== undefined })
  const onTrial = useCallback(
    (next: Trial) =>
      void navigate({ to: '/admin/fleet-risk', search: searchOf(next), replace: true, resetScroll: false }),
    [navigate],
  )
  return (
    <Suspense fallback={<Waiting />}>
      <fleet.Screen dealers={dealers} trial={trial} own={settings?.thresholds} onTrial={onTrial} />
    </Suspense>
  )
}
