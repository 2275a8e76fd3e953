import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'
import { hasStatus } from '../../api/api-error'
import { api, bodyOf } from '../../api/client'
import type { BatteryEvent, BatteryEventInput } from '../../api/types'

export const vehicleKeys = {
  all: ['vehicles'] as const,
  list: (dealer: string, q: string) => [...vehicleKeys.all, dealer, 'list', q] as const,
  found: (dealer: string, text: string) => [...vehicleKeys.all, dealer, 'found', text] as const,
  detail: (dealer: string, vin: string) => [...vehicleKeys.all, dealer, 'detail', vin] as const,
  events: (dealer: string, vin: string) => [...vehicleKeys.all, dealer, 'events', vin] as const,
  readings: (dealer: string, vin: string) => [...vehicleKeys.all, dealer, 'readings', vin] as const,
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

/** The few vehicles that a text finds first. */
export const foundVehiclesQuery = (dealer: string, text: string) =>
  queryOptions({
    queryKey: vehicleKeys.found(dealer, text),
    queryFn: async ({ signal }) =>
      bodyOf(await api.GET('/api/vehicles', { params: { query: { dealer, q: text, limit: 5 } }, signal })).vehicles,
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

/** What happened to the vehicle's batteries, newest first. */
export const batteryEventsQuery = (dealer: string, vin: string) =>
  queryOptions({
    queryKey: vehicleKeys.events(dealer, vin),
    queryFn: async ({ signal }) =>
      bodyOf(
        await api.GET('/api/vehicles/{vin}/battery-events', { params: { path: { vin }, query: { dealer } }, signal }),
      ).events,
  })

/** What was read of the vehicle's battery, newest first, as far as it is drawn over time. */
export const readingsQuery = (dealer: string, vin: string) =>
  queryOptions({
    queryKey: vehicleKeys.readings(dealer, vin),
    queryFn: async ({ signal }) =>
      bodyOf(
        await api.GET('/api/vehicles/{vin}/readings', {
          params: { path: { vin }, query: { dealer, kind: [...drawnKinds], limit: 1000 } },
          signal,
        }),
      ),
  })

const drawnKinds = ['rest_voltage', 'crank_time', 'battery_soh', 'key_off_drain', 'conductance_test', 'dtc'] as const

/** Reads again what an event may have changed: the vehicle, its events and its lead. */
function useReadAgain(dealer: string, vin: string) {
  const client = useQueryClient()
  return () =>
    Promise.all(
      [vehicleKeys.events(dealer, vin), vehicleKeys.detail(dealer, vin), vehicleKeys.lead(dealer, vin)].map(queryKey =>
        client.invalidateQueries({ queryKey }),
      ),
    )
}

/** Records an event, and says whether it is new: the same one again changes nothing. */
export function useRecordEvent(dealer: string, vin: string) {
  const readAgain = useReadAgain(dealer, vin)
  return useMutation({
    mutationFn: async (body: BatteryEventInput): Promise<{ event: BatteryEvent; added: boolean }> => {
      const answer = await api.POST('/api/vehicles/{vin}/battery-events', {
        params: { path: { vin }, query: { dealer } },
        body,
      })
      return { event: bodyOf(answer), added: answer.response.status === 201 }
    },
    onSuccess: () => void readAgain(),
  })
}

/** Takes back an event. One that is gone already is taken back. */
export function useTakeBackEvent(dealer: string, vin: string) {
  const readAgain = useReadAgain(dealer, vin)
  return useMutation({
    mutationFn: async (id: string) => {
      try {
        await api.DELETE('/api/vehicles/{vin}/battery-events/{id}', {
          params: { path: { vin, id }, query: { dealer } },
        })
      } catch (error) {
        if (!hasStatus(error, 404)) throw error
      }
    },
    onSuccess: () => void readAgain(),
  })
}
