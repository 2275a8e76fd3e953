import { QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { render } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { ReactNode } from 'react'
import { newQueryClient } from '../app/query-client'
import { Notices } from '../components/notices'

/** Shows something as a screen would be: with queries, notices and a router whose links lead nowhere. */
export function renderScreen(what: ReactNode) {
  const root = createRootRoute()
  const anywhere = createRoute({ getParentRoute: () => root, path: '$', component: () => what })
  const index = createRoute({ getParentRoute: () => root, path: '/', component: () => what })
  const router = createRouter({
    routeTree: root.addChildren([index, anywhere]),
    history: createMemoryHistory({ initialEntries: ['/'] }),
  })
  const queryClient = newQueryClient()
  queryClient.setDefaultOptions({ queries: { retry: false } })
  const shown = render(
    <QueryClientProvider client={queryClient}>
      <Notices>
        <RouterProvider router={router as never} />
      </Notices>
    </QueryClientProvider>,
  )
  return { ...shown, queryClient, user: userEvent.setup() }
}
