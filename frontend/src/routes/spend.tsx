import { createRoute } from '@tanstack/react-router'
import { Suspense } from 'react'
import { NoPermission } from '../app/error-page'
import { lazyScreen } from '../app/lazy-screen'
import { Waiting } from '../app/waiting'
import { t } from '../text'
import { adminRoute } from './admin'
import { dealerRoute } from './dealer'

const { Screen, preload } = lazyScreen(() => import('../features/performance/spend-page').then(m => m.SpendPage))

export const spendRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: 'spend',
  loader: preload,
  component: () => (
    <Suspense fallback={<Waiting />}>
      <Screen sub={t.spend.group} />
    </Suspense>
  ),
})

/** Where the own dealer's month stands, for its managers. */
export const dealerSpendRoute = createRoute({
  getParentRoute: () => dealerRoute,
  path: 'spend',
  beforeLoad: ({ context }) => {
    if (context.session.user.role === 'advisor') throw new NoPermission()
  },
  loader: preload,
  component: DealerSpend,
})

function DealerSpend() {
  const { dealer } = dealerSpendRoute.useRouteContext()
  return (
    <Suspense fallback={<Waiting />}>
      <Screen key={dealer.code} dealer={dealer.code} sub={dealer.name} />
    </Suspense>
  )
}
