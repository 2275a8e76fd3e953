import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { hasStatus } from '../../../api/api-error'
import { api, bodyOf } from '../../../api/client'
import type { CallHours, OwnCallHours } from '../../../api/types'
import { dealerKeys } from '../queries'

/** The hours as they were read, with the tag that a change of them has to name. */
export interface ReadCallHours {
  hours: CallHours
  etag: string | undefined
}

const callHoursKey = (code: string) => [...dealerKeys.settings(code), 'call-hours']
const tagOf = (response: Response) => response.headers.get('ETag') ?? undefined

export const callHoursQuery = (code: string) =>
  queryOptions({
    queryKey: callHoursKey(code),
    queryFn: async ({ signal }): Promise<ReadCallHours> => {
      const answer = await api.GET('/api/dealers/{code}/call-hours', { params: { path: { code } }, signal })
      return { hours: bodyOf(answer), etag: tagOf(answer.response) }
    },
  })

export interface CallHoursChange {
  state: string
  /** The dealer's own hours; without them the state goes back to its row. */
  own?: OwnCallHours
  /** The hours as the person who changes them saw them. */
  etag: string | undefined
}

/** Sets a dealer's own hours for a state, unless somebody else has changed the dealer's hours: then it is a 412. */
export function useChangeCallHours(code: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async ({ state, own, etag }: CallHoursChange): Promise<ReadCallHours> => {
      const params = { path: { code, state }, header: { 'If-Match': etag } }
      const answer = own
        ? await api.PUT('/api/dealers/{code}/call-hours/{state}', { params, body: own })
        : await api.DELETE('/api/dealers/{code}/call-hours/{state}', { params })
      return { hours: bodyOf(answer), etag: tagOf(answer.response) }
    },
    onSuccess: read => client.setQueryData(callHoursKey(code), read),
    onError: error => {
      if (hasStatus(error, 412)) void client.invalidateQueries({ queryKey: callHoursKey(code) })
    },
  })
}
