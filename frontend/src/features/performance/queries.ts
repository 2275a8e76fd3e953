import { queryOptions } from '@tanstack/react-query'
import { api, bodyOf } from '../../api/client'
import type { Health, ServiceWindow } from '../../api/types'

export const performanceKeys = {
  stats: ['performance', 'stats'] as const,
  health: ['performance', 'health'] as const,
  activity: (window: ServiceWindow) => ['performance', 'activity', window] as const,
  spend: (dealer: string | undefined, month: string | undefined) =>
    ['performance', 'spend', dealer ?? '', month ?? ''] as const,
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

/** The service's own figures over time; the slot under way moves. */
export const activityQuery = (window: ServiceWindow) =>
  queryOptions({
    queryKey: performanceKeys.activity(window),
    queryFn: async ({ signal }) =>
      bodyOf(await api.GET('/api/admin/activity', { params: { query: { window } }, signal })),
    refetchInterval: 5000,
    retry: false,
  })

/** What a month took, of one dealer or of all; without a month the present one. */
export const spendQuery = (dealer?: string, month?: string) =>
  queryOptions({
    queryKey: performanceKeys.spend(dealer, month),
    queryFn: async ({ signal }) =>
      bodyOf(await api.GET('/api/spend', { params: { query: { dealer, month } }, signal })),
    refetchInterval: 30_000,
  })
