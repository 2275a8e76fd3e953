import { queryOptions } from '@tanstack/react-query'
import { api, bodyOf } from '../../api/client'
import type { Health } from '../../api/types'

export const performanceKeys = {
  stats: ['performance', 'stats'] as const,
  health: ['performance', 'health'] as const,
}

/** The service's own figures, as they are every two seconds. */
export const statsQuery = queryOptions({
  queryKey: performanceKeys.stats,
  queryFn: async ({ signal }) => bodyOf(await api.GET('/api/performance-stats', { signal })).performance_stats,
  refetchInterval: 2000,
  retry: false,
})

/** How the parts are. An unhealthy service answers, too: with status 503. */
export const healthQuery = queryOptions({
  queryKey: performanceKeys.health,
  queryFn: async ({ signal }): Promise<Health> => {
    const { data, error } = await api.GET('/health', { signal })
    return data ?? (error as unknown as Health)
  },
  refetchInterval: 5000,
  retry: false,
})
