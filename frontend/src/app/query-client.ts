import { QueryClient } from '@tanstack/react-query'
import { ApiError } from '../api/api-error'
import { afterPaint } from '../lib/after-paint'

export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // What is there already is asked for again only when what a person waits for has been painted.
        behavior: {
          onFetch: (context, query) => {
            if (query.state.data === undefined) return
            const { fetchFn } = context
            context.fetchFn = () => new Promise<void>(afterPaint).then(fetchFn)
          },
        },
        // Offline, too, a person is told at once instead of waiting for the network to come back.
        networkMode: 'always',
        // What the portal refused it will refuse again; what did not get through is worth another try.
        retry: (count, error) => count < 2 && !(error instanceof ApiError && error.status < 500),
        retryDelay: attempt => 400 * 2 ** attempt,
      },
      mutations: { networkMode: 'always' },
    },
  })
}
