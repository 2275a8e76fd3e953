import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, bodyOf } from '../../api/client'
import type { DealerChange, DealerSettings, NewDealer } from '../../api/types'

export const dealerKeys = {
  all: ['dealers'] as const,
  list: () => [...dealerKeys.all, 'list'] as const,
  settings: (code: string) => [...dealerKeys.all, 'settings', code] as const,
}

/** All dealers for an admin, one's own for everybody else, with the size of their work. */
export const dealersQuery = queryOptions({
  queryKey: dealerKeys.list(),
  queryFn: async ({ signal }) => bodyOf(await api.GET('/api/dealers', { signal })).dealers,
  staleTime: 30_000,
})

export const settingsQuery = (code: string) =>
  queryOptions({
    queryKey: dealerKeys.settings(code),
    queryFn: async ({ signal }) =>
      bodyOf(await api.GET('/api/dealers/{code}/settings', { params: { path: { code } }, signal })),
  })

export function useCreateDealer() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async (body: NewDealer) => bodyOf(await api.POST('/api/dealers', { body })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: dealerKeys.list() }),
  })
}

export function useChangeDealer(code: string) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async (body: DealerChange) =>
      bodyOf(await api.PATCH('/api/dealers/{code}', { params: { path: { code } }, body })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: dealerKeys.list() }),
  })
}

/** Replaces a dealer's settings. Its leads follow, so whoever shows them is told by onSaved. */
export function useSaveSettings(code: string) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async (body: DealerSettings) =>
      bodyOf(await api.PUT('/api/dealers/{code}/settings', { params: { path: { code } }, body })),
    onSuccess: saved => queryClient.setQueryData(dealerKeys.settings(code), saved),
  })
}
