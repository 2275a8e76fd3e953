import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { hasStatus } from '../../api/api-error'
import { api, bodyOf } from '../../api/client'

export const vehicleKeys = {
  all: ['vehicles'] as const,
  list: (dealer: string, q: string) => [...vehicleKeys.all, dealer, 'list', q] as const,
  detail: (dealer: string, vin: string) => [...vehicleKeys.all, dealer, 'detail', vin] as const,
  lead: (dealer: string, vin: string) => [...vehicleKeys.all, dealer, 'lead', vin] as const,
}

export const vehicleListQuery = (dealer: string, q: string) =>
  infiniteQueryOptions({
    queryKey: vehicleKeys.list(dealer, q),
    queryFn: async ({ pageParam, signal }) =>
      bodyOf(
        await api.GET('/api/vehicles', {
          params: { query: { dealer, q: q || undefined, cursor: pageParam, limit: 100 } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  })

export const vehicleQuery = (dealer: string, vin: string) =>
  queryOptions({
    queryKey: vehicleKeys.detail(dealer, vin),
    queryFn: async ({ signal }) =>
      bodyOf(await api.GET('/api/vehicles/{vin}', { params: { path: { vin }, query: { dealer } }, signal })),
    retry: (count, error) => !hasStatus(error, 404) && !hasStatus(error, 400) && count < 2,
  })

/** The vehicle's lead, whatever its status; the one that is not closed where there is one. Null for none. */
export const vehicleLeadQuery = (dealer: string, vin: string) =>
  queryOptions({
    queryKey: vehicleKeys.lead(dealer, vin),
    queryFn: async ({ signal }) => {
      const query = { dealer, q: vin, status: ['new', 'contacted', 'callback', 'booked', 'closed'] as const, limit: 20 }
      const page = bodyOf(
        await api.GET('/api/leads', { params: { query: { ...query, status: [...query.status] } }, signal }),
      )
      // A note of another lead may speak of this VIN.
      const own = page.leads.filter(l => l.vehicle.vin === vin)
      return own.find(l => l.status !== 'closed') ?? own[0] ?? null
    },
  })
