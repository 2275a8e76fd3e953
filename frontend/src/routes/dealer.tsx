import { createRoute, notFound, Outlet, redirect, retainSearchParams } from '@tanstack/react-router'
import { lastDealer } from '../app/last-dealer'
import { dealersQuery } from '../features/dealers/queries'
import { rootRoute } from './root'

/** A dealer's portal: one's own, or for an admin the one that the address names. */
export const dealerRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/dealer',
  validateSearch: (s: Record<string, unknown>): { dealer?: string } => ({
    dealer: typeof s.dealer === 'string' && s.dealer !== '' ? s.dealer : undefined,
  }),
  search: { middlewares: [retainSearchParams(['dealer'])] },
  beforeLoad: async ({ context, search, location }) => {
    const dealers = await context.queryClient.ensureQueryData(dealersQuery)
    const wanted = search.dealer ?? context.session.user.dealer?.code
    if (!wanted) {
      const known = dealers.find(d => d.code === lastDealer()) ?? dealers[0]
      if (!known) throw redirect({ to: '/admin/dealers' })
      throw redirect({ to: location.pathname, search: { ...search, dealer: known.code }, replace: true })
    }
    const dealer = dealers.find(d => d.code === wanted)
    if (!dealer) {
      // Codes are in capitals; somebody who writes one by hand may not know.
      const meant = dealers.find(d => d.code === wanted.toUpperCase())
      if (!meant) throw notFound()
      throw redirect({
        to: location.pathname,
        search: { ...search, ...location.search, dealer: meant.code },
        replace: true,
      })
    }
    return { dealer, user: context.session.user }
  },
  component: Outlet,
})
