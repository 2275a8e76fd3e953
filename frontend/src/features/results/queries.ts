import { queryOptions } from '@tanstack/react-query'
import { api, bodyOf } from '../../api/client'
import { type Days, periodOf } from './period'

export const resultKeys = {
  all: ['results'] as const,
  of: (dealer: string | undefined, days: Days) => [...resultKeys.all, dealer ?? '', days] as const,
}

/** What came of the leads that were contacted: of one dealer, in days of its time zone, or of all for an admin. */
export const resultsQuery = (dealer: string | undefined, days: Days, timeZone?: string) =>
  queryOptions({
    queryKey: resultKeys.of(dealer, days),
    queryFn: async ({ signal }) =>
      bodyOf(
        await api.GET('/api/results', {
          params: { query: { dealer, ...periodOf(days, new Date(), timeZone) } },
          signal,
        }),
      ),
  })
