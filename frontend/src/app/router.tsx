import type { QueryClient } from '@tanstack/react-query'
import { createRouter } from '@tanstack/react-router'
import type { Session } from '../api/types'
import { adminDealersRoute, adminRoute, overviewRoute } from '../routes/admin'
import { dealerRoute } from '../routes/dealer'
import { importRoute } from '../routes/import'
import { leadRoute, noLeadRoute } from '../routes/lead'
import { adminPeopleRoute, dealerPeopleRoute } from '../routes/people'
import { queueRoute } from '../routes/queue'
import { resultsRoute } from '../routes/results'
import { dealerModelRoute, fleetRiskRoute, riskModelRoute } from '../routes/risk'
import { homeRoute, rootRoute } from '../routes/root'
import { settingsRoute } from '../routes/settings'
import { dealerSpendRoute, spendRoute } from '../routes/spend'
import { vehicleRoute, vehiclesRoute } from '../routes/vehicles'
import { ErrorPage, NotFoundPage } from './error-page'
import { Waiting } from './waiting'

const routeTree = rootRoute.addChildren([
  homeRoute,
  dealerRoute.addChildren([
    queueRoute.addChildren([noLeadRoute, leadRoute]),
    vehiclesRoute,
    vehicleRoute,
    importRoute,
    resultsRoute,
    dealerModelRoute,
    dealerPeopleRoute,
    dealerSpendRoute,
    settingsRoute,
  ]),
  adminRoute.addChildren([
    overviewRoute,
    fleetRiskRoute,
    riskModelRoute,
    adminDealersRoute,
    adminPeopleRoute,
    spendRoute,
  ]),
])

export const newRouter = (context: { queryClient: QueryClient; session: Session }) =>
  createRouter({
    routeTree,
    context,
    defaultErrorComponent: ErrorPage,
    defaultNotFoundComponent: NotFoundPage,
    defaultPendingComponent: Waiting,
    defaultPendingMs: 500,
    // Search parameters are plain text, as people write and read them.
    parseSearch: text => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: search => {
      const given = Object.entries(search).filter(([, v]) => v !== undefined && v !== '')
      return given.length > 0 ? `?${new URLSearchParams(given.map(([k, v]) => [k, String(v)]))}` : ''
    },
  })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof newRouter>
  }
}
