import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, redirect } from '@tanstack/react-router'
import { memo } from 'react'
import type { Session } from '../api/types'
import { Shell } from '../app/shell'

export const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient; session: Session }>()({
  // Where a person goes changes what is inside it; of itself it follows only what it asks for.
  component: memo(Shell),
})

export const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: ({ context }) => {
    throw redirect({ to: context.session.home, replace: true })
  },
})
