import { createRoute } from '@tanstack/react-router'
import { Suspense } from 'react'
import { lazyScreen } from '../app/lazy-screen'
import { Waiting } from '../app/waiting'
import { dealerKeys } from '../features/dealers/queries'
import { leadKeys } from '../features/leads/queries'
import { vehicleKeys } from '../features/vehicles/queries'
import { dealerRoute } from './dealer'

const { Screen, preload } = lazyScreen(() => import('../features/transfers/import-page').then(m => m.ImportPage))

export const importRoute = createRoute({
  getParentRoute: () => dealerRoute,
  path: 'import',
  loader: preload,
  component: Import,
})

function Import() {
  const { dealer, queryClient } = importRoute.useRouteContext()
  return (
    <Suspense fallback={<Waiting />}>
      <Screen
        key={dealer.code}
        dealer={dealer}
        onImported={() => {
          for (const queryKey of [dealerKeys.all, leadKeys.all, vehicleKeys.all]) {
            void queryClient.invalidateQueries({ queryKey })
          }
        }}
      />
    </Suspense>
  )
}
