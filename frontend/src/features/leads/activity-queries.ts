import { infiniteQueryOptions, keepPreviousData, useMutation, useQueryClient } from '@tanstack/react-query'
import { hasStatus } from '../../api/api-error'
import { api, bodyOf } from '../../api/client'
import type { Activity, OutcomeInput } from '../../api/types'
import { keepLead, leadKeys, type ReadLead, tagOf } from './queries'

const pageSize = 20

/** What people did about a lead, newest first. The version makes it read anew when the lead has changed. */
export const historyQuery = (dealer: string, id: string, version: number) =>
  infiniteQueryOptions({
    queryKey: [...leadKeys.history(dealer, id), version],
    queryFn: async ({ pageParam, signal }) =>
      bodyOf(
        await api.GET('/api/leads/{id}/activities', {
          params: { path: { id }, query: { dealer, limit: pageSize, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  })

interface Recording {
  /** The lead as the person who says what came of it saw it. */
  seen: ReadLead
  outcome: OutcomeInput
}

/** Records an outcome, unless the lead is no longer as it was seen: then the error has status 412. */
export function useRecordOutcome(dealer: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async ({ seen, outcome }: Recording): Promise<{ read: ReadLead; activity: Activity }> => {
      const id = seen.lead.id
      const answer = await api.POST('/api/leads/{id}/activities', {
        params: { path: { id }, query: { dealer }, header: { 'If-Match': await tagOf(dealer, seen) } },
        body: outcome,
      })
      const { lead, activity } = bodyOf(answer)
      return { read: { lead, etag: answer.response.headers.get('ETag') ?? undefined }, activity }
    },
    onMutate: ({ seen }) => client.cancelQueries({ queryKey: leadKeys.detail(dealer, seen.lead.id) }),
    onSuccess: ({ read }) => keepLead(client, dealer, read),
    onError: (error, { seen }) => {
      if (hasStatus(error, 412)) void client.invalidateQueries({ queryKey: leadKeys.detail(dealer, seen.lead.id) })
    },
  })
}

/** Takes back an outcome or a change of status; without an activity, the latest one of the lead. */
export function useUndo(dealer: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async ({ id, activity }: { id: string; activity?: string }): Promise<ReadLead> => {
      const answer = await api.POST('/api/leads/{id}/activities/{activity}/undo', {
        params: { path: { id, activity: activity ?? (await latestOf(dealer, id)) }, query: { dealer } },
      })
      return { lead: bodyOf(answer), etag: answer.response.headers.get('ETag') ?? undefined }
    },
    onSuccess: read => keepLead(client, dealer, read),
    onError: (_, { id }) => void client.invalidateQueries({ queryKey: leadKeys.detail(dealer, id) }),
  })
}

async function latestOf(dealer: string, id: string): Promise<string> {
  const { activities } = bodyOf(
    await api.GET('/api/leads/{id}/activities', { params: { path: { id }, query: { dealer, limit: pageSize } } }),
  )
  return activities.find(a => a.to_status && a.kind !== 'undone' && !a.undone)?.id ?? 'none'
}
