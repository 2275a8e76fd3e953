import { createRoute } from '@tanstack/react-router'
import { Suspense } from 'react'
import { lazyScreen } from '../app/lazy-screen'
import { Waiting } from '../app/waiting'
import { leadKeys } from '../features/leads/queries'
import { dealerRoute } from './dealer'

const { Screen, preload } = lazyScreen(() => import('../features/dealers/settings-page').then(m => m.SettingsPage))

export const settingsRoute = createRoute({
  getParentRoute: () => dealerRoute,
  path: 'settings',
  loader: preload,
  component: Settings,
})

function Settings() {
  const { dealer, user, queryClient } = settingsRoute.useRouteContext()
  return (
    <Suspense fallback={<Waiting />}>
      <Screen
        dealer={dealer}
        user={user}
        onSaved={() => void queryClient.invalidateQueries({ queryKey: leadKeys.of(dealer.code) })}
      />
    </Suspense>
  )
}
