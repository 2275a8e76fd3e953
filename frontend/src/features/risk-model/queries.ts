import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { hasStatus } from '../../api/api-error'
import { api, bodyOf } from '../../api/client'
import type { FleetTrial } from '../../api/types'

export const riskKeys = {
  all: ['risk'] as const,
  model: () => [...riskKeys.all, 'model'] as const,
  calibration: (dealer: string | undefined) => [...riskKeys.all, 'calibration', dealer ?? null] as const,
  fleet: (trial: FleetTrial) => [...riskKeys.all, 'fleet', trial] as const,
}

/** Every number that decides an estimate. It changes with a version of the portal, and with what is learned. */
export const modelQuery = queryOptions({
  queryKey: riskKeys.model(),
  queryFn: async ({ signal }) => bodyOf(await api.GET('/api/risk/model', { signal })),
  staleTime: 5 * 60_000,
})

/** Estimates against outcomes, of one dealer, or for an admin of all. */
export const calibrationQuery = (dealer: string | undefined) =>
  queryOptions({
    queryKey: riskKeys.calibration(dealer),
    queryFn: async ({ signal }) =>
      bodyOf(await api.GET('/api/risk/calibration', { params: { query: { dealer } }, signal })),
    placeholderData: keepPreviousData,
  })

/** The fleet as it would be. The trial before stays until the next one is there, and its request is called off. */
export const fleetQuery = (trial: FleetTrial) =>
  queryOptions({
    queryKey: riskKeys.fleet(trial),
    queryFn: async ({ signal }) => bodyOf(await api.POST('/api/risk/fleet', { body: trial, signal })),
    placeholderData: keepPreviousData,
    retry: (count, error) => !hasStatus(error, 400) && !hasStatus(error, 404) && count < 2,
  })
