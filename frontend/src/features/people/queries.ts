import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, bodyOf } from '../../api/client'
import type { AccountChange, Invitation, NewApiKey } from '../../api/types'

export const peopleKeys = {
  all: ['people'] as const,
  /** Those of a dealer, or everybody without one. */
  list: (dealer: string | undefined) => [...peopleKeys.all, 'list', dealer ?? ''] as const,
  keys: (dealer: string) => [...peopleKeys.all, 'keys', dealer] as const,
}

/** Who may sign in at a dealer, or everywhere. Looked at again now and then: somebody may have set a password. */
export const usersQuery = (dealer: string | undefined) =>
  queryOptions({
    queryKey: peopleKeys.list(dealer),
    queryFn: async ({ signal }) =>
      bodyOf(await api.GET('/api/users', { params: { query: dealer ? { dealer } : {} }, signal })).users,
    refetchInterval: 30_000,
  })

export const apiKeysQuery = (code: string) =>
  queryOptions({
    queryKey: peopleKeys.keys(code),
    queryFn: async ({ signal }) =>
      bodyOf(await api.GET('/api/dealers/{code}/keys', { params: { path: { code } }, signal })).keys,
  })

/** A change of people, after which all lists of them are asked for again. */
function usePeopleChange<In, Out>(mutationFn: (input: In) => Promise<Out>) {
  const queryClient = useQueryClient()
  return useMutation({ mutationFn, onSettled: () => queryClient.invalidateQueries({ queryKey: peopleKeys.all }) })
}

export const useInvite = () =>
  usePeopleChange(async (body: Invitation) => bodyOf(await api.POST('/api/users', { body })))

export const useChangeUser = () =>
  usePeopleChange(async ({ id, change }: { id: string; change: AccountChange }) =>
    bodyOf(await api.PATCH('/api/users/{id}', { params: { path: { id } }, body: change })),
  )

export const useWithdraw = () =>
  usePeopleChange(async (id: string) => {
    await api.DELETE('/api/users/{id}', { params: { path: { id } } })
  })

export const useRenewLink = () =>
  usePeopleChange(async (id: string) => bodyOf(await api.POST('/api/users/{id}/link', { params: { path: { id } } })))

export const useCreateKey = (code: string) =>
  usePeopleChange(async (body: NewApiKey) =>
    bodyOf(await api.POST('/api/dealers/{code}/keys', { params: { path: { code } }, body })),
  )

export const useRevokeKey = (code: string) =>
  usePeopleChange(async (id: string) => {
    await api.DELETE('/api/dealers/{code}/keys/{id}', { params: { path: { code, id } } })
  })
