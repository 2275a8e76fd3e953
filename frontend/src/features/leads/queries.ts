import {
  type InfiniteData,
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'
import { ApiError, hasStatus } from '../../api/api-error'
import { api, bodyOf } from '../../api/client'
import type {
  Activity,
  Lead,
  LeadChange,
  LeadChangeResult,
  LeadPage,
  OutcomeInput,
  View,
  ViewInput,
} from '../../api/types'
import { type LeadFilter, queryOf, showsAll } from './lead-filter'

export const leadKeys = {
  all: ['leads'] as const,
  of: (dealer: string) => [...leadKeys.all, dealer] as const,
  lists: (dealer: string) => [...leadKeys.of(dealer), 'list'] as const,
  list: (dealer: string, filter: LeadFilter) => [...leadKeys.lists(dealer), filter] as const,
  present: (dealer: string, filter: LeadFilter) => [...leadKeys.of(dealer), 'present', filter] as const,
  detail: (dealer: string, id: string) => [...leadKeys.of(dealer), 'detail', id] as const,
  counts: (dealer: string) => [...leadKeys.of(dealer), 'counts'] as const,
  history: (dealer: string, id: string) => [...leadKeys.of(dealer), 'history', id] as const,
  people: (dealer: string) => [...leadKeys.of(dealer), 'people'] as const,
  views: (dealer: string) => [...leadKeys.of(dealer), 'views'] as const,
  whereabouts: (dealer: string, vin: string, filter: LeadFilter) =>
    [...leadKeys.of(dealer), 'whereabouts', vin, filter] as const,
  found: (dealer: string, text: string) => [...leadKeys.of(dealer), 'found', text] as const,
}

/** More of them at a time are long to read, in one go, where the machine is slow. */
const pageSize = 40
/** The first page is what a screen shows and a little more, so that it is there soon on a slow connection. */
const firstPage = 50
const largestPage = 200
/** As many of the best leads are watched by one answer. */
const bestAtMost = 50
/** How often a text that is being written is looked for, and everything else. */
const pendingMs = 1200
const restingMs = 15_000

export const isPending = (lead: Lead) => lead.message.reason === 'pending'

async function fetchPage(
  dealer: string,
  filter: LeadFilter,
  limit: number,
  cursor?: string,
  signal?: AbortSignal,
): Promise<LeadPage> {
  const query = { dealer, ...queryOf(filter), limit, cursor }
  return bodyOf(await api.GET('/api/leads', { params: { query }, signal }))
}

/**
 * The queue in the order in which it was asked for. It keeps that order until it is asked for again, so
 * that nothing moves under a person's eyes; what the leads say is renewed in place by presentQuery.
 */
export const leadListQuery = (dealer: string, filter: LeadFilter) =>
  infiniteQueryOptions({
    queryKey: leadKeys.list(dealer, filter),
    queryFn: ({ pageParam, signal }) => fetchPage(dealer, filter, pageParam ? pageSize : firstPage, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.next_cursor ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    // Under another filter the rows stay until the new ones come; another dealer's never do.
    placeholderData: (previous, query) => (query?.queryKey[1] === dealer ? previous : undefined),
  })

/** The order as it is now: ids from the top on, and whether they are all. */
export interface PresentOrder {
  ids: string[]
  complete: boolean
}

/**
 * Looks at the first `rows` of the queue again and again, more often while a text is being written. It
 * renews what is shown in place, and tells the present order.
 */
export const presentQuery = (dealer: string, filter: LeadFilter, rows: () => number, pending: () => boolean) =>
  queryOptions({
    queryKey: leadKeys.present(dealer, filter),
    queryFn: async ({ signal, client }): Promise<PresentOrder | null> => {
      const { leads, complete } =
        showsAll(filter) && rows() <= bestAtMost
          ? await fetchBest(dealer, signal)
          : await fetchFirst(dealer, filter, rows(), signal)
      renew(client, dealer, leads)
      return { ids: leads.map(l => l.id), complete }
    },
    // Nothing is known beyond what the list itself has just said.
    initialData: null,
    initialDataUpdatedAt: () => Date.now(),
    staleTime: pendingMs,
    refetchInterval: () => (pending() ? pendingMs : restingMs),
    retry: false,
  })

/**
 * The best leads in one answer, which the portal keeps assembled and the browser keeps with its tag: as
 * long as nothing has changed, asking again costs neither of them anything.
 */
async function fetchBest(dealer: string, signal: AbortSignal) {
  const query = { dealer, limit: bestAtMost }
  const { leads } = bodyOf(await api.GET('/api/generate-leads', { params: { query }, signal }))
  return { leads, complete: leads.length < bestAtMost }
}

async function fetchFirst(dealer: string, filter: LeadFilter, rows: number, signal: AbortSignal) {
  const leads: Lead[] = []
  let cursor: string | undefined
  do {
    const limit = Math.min(largestPage, Math.max(1, rows - leads.length))
    const page = await fetchPage(dealer, filter, limit, cursor, signal)
    leads.push(...page.leads)
    cursor = page.next_cursor ?? undefined
  } while (cursor && leads.length < rows)
  return { leads, complete: !cursor }
}

/** Puts leads as they are now in the place of those that are shown, and moves none. */
export function renew(client: QueryClient, dealer: string, leads: Lead[]) {
  const now = new Map(leads.map(l => [l.id, l]))
  // A page without any of them stays the same object, so that a long list costs nothing.
  const renewed = (page: LeadPage) =>
    page.leads.some(l => now.has(l.id)) ? { ...page, leads: page.leads.map(l => now.get(l.id) ?? l) } : page
  for (const query of client.getQueryCache().findAll({ queryKey: leadKeys.lists(dealer) })) {
    client.setQueryData<InfiniteData<LeadPage>>(
      query.queryKey,
      list => list && { ...list, pages: list.pages.map(renewed) },
      { updatedAt: query.state.dataUpdatedAt },
    )
  }
}

/** A lead as it was read, with the version that a change of it has to name. */
export interface ReadLead {
  lead: Lead
  etag: string | undefined
}

async function fetchLead(dealer: string, id: string, signal?: AbortSignal): Promise<ReadLead> {
  const answer = await api.GET('/api/leads/{id}', { params: { path: { id }, query: { dealer } }, signal })
  return { lead: bodyOf(answer), etag: answer.response.headers.get('ETag') ?? undefined }
}

/** One lead. What a list already knows of it is shown at once. */
export const leadQuery = (client: QueryClient, dealer: string, id: string) =>
  queryOptions<ReadLead, Error, ReadLead, ReturnType<typeof leadKeys.detail>>({
    queryKey: leadKeys.detail(dealer, id),
    queryFn: async ({ signal }): Promise<ReadLead> => {
      const read = await fetchLead(dealer, id, signal)
      renew(client, dealer, [read.lead])
      return read
    },
    placeholderData: (): ReadLead | undefined => {
      const lead = listed(client, dealer, id)
      return lead && { lead, etag: undefined }
    },
    refetchInterval: query => (query.state.data && isPending(query.state.data.lead) ? pendingMs : restingMs),
    retry: (count, error) => !hasStatus(error, 404) && count < 2,
  })

function listed(client: QueryClient, dealer: string, id: string): Lead | undefined {
  for (const [, list] of client.getQueriesData<InfiniteData<LeadPage>>({ queryKey: leadKeys.lists(dealer) })) {
    for (const page of list?.pages ?? []) {
      const lead = page.leads.find(l => l.id === id)
      if (lead) return lead
    }
  }
  return undefined
}

/**
 * Reads these leads anew, as far as a list shows them, and puts them in the place of what is shown: one that no
 * longer fits the filters stays where it is and says what has become of it.
 */
export function renewShown(client: QueryClient, dealer: string, ids: string[]) {
  for (const id of ids) {
    if (listed(client, dealer, id)) void client.prefetchQuery({ ...leadQuery(client, dealer, id), staleTime: 0 })
  }
}

/** How many open leads there are, of all or of those that an assignee has, a search finds or who may be called. */
export const countsQuery = (dealer: string, { assignee, q, call }: Pick<LeadFilter, 'assignee' | 'q' | 'call'> = {}) =>
  queryOptions({
    queryKey: assignee || q || call ? [...leadKeys.counts(dealer), { assignee, q, call }] : leadKeys.counts(dealer),
    queryFn: async ({ signal }) =>
      bodyOf(await api.GET('/api/leads/counts', { params: { query: { dealer, assignee, q, call } }, signal })),
    refetchInterval: 30_000,
  })

/** Those who can be given a lead. */
export const peopleQuery = (dealer: string) =>
  queryOptions({
    queryKey: leadKeys.people(dealer),
    queryFn: async ({ signal }) =>
      bodyOf(await api.GET('/api/dealers/{code}/people', { params: { path: { code: dealer } }, signal })).people,
    staleTime: 5 * 60_000,
  })

export interface LeadUpdate {
  /** The lead as the person who changes it saw it. */
  seen: ReadLead
  change: LeadChange
}

/**
 * Changes a lead, unless it is no longer as it was seen: then the error has status 412, and the lead is
 * read anew.
 */
export function useUpdateLead(dealer: string) {
  const client = useQueryClient()
  return useMutation({
    // A change that is on its way stays one of this dealer when another one's queue is opened meanwhile.
    mutationKey: [...leadKeys.of(dealer), 'update'],
    mutationFn: async ({ seen, change }: LeadUpdate): Promise<ReadLead> => {
      const id = seen.lead.id
      const answer = await api.PATCH('/api/leads/{id}', {
        params: { path: { id }, query: { dealer }, header: { 'If-Match': await tagOf(dealer, seen) } },
        body: change,
      })
      return { lead: bodyOf(answer), etag: answer.response.headers.get('ETag') ?? undefined }
    },
    onMutate: () =>
      client.cancelQueries({
        queryKey: leadKeys.of(dealer),
        predicate: q => q.queryKey[2] === 'detail' || q.queryKey[2] === 'present',
      }),
    onSuccess: read => keepLead(client, dealer, read),
    onError: (error, { seen }) => {
      if (hasStatus(error, 412)) void client.invalidateQueries({ queryKey: leadKeys.detail(dealer, seen.lead.id) })
    },
  })
}

/** Shows a lead as a change has left it, wherever it is shown. */
export function keepLead(client: QueryClient, dealer: string, read: ReadLead) {
  client.setQueryData(leadKeys.detail(dealer, read.lead.id), read)
  renew(client, dealer, [read.lead])
  void client.invalidateQueries({ queryKey: leadKeys.counts(dealer) })
  void client.invalidateQueries({ queryKey: leadKeys.of(dealer), predicate: q => q.queryKey[2] === 'present' })
}

/** The tag of the version that was seen. A lead that only a list has shown is read for it. */
async function tagOf(dealer: string, seen: ReadLead): Promise<string> {
  if (seen.etag) return seen.etag
  const now = await fetchLead(dealer, seen.lead.id)
  if (now.lead.version !== seen.lead.version || !now.etag) {
    throw new ApiError({ type: 'about:blank', title: 'Changed in the meantime', status: 412 })
  }
  return now.etag
}

/** A change of one of several leads, as the person who makes it saw the lead. */
export interface OneChange {
  seen: Lead
  change: LeadChange
}

/** What became of several changes: each with its lead as it was seen. */
export type ChangedLead = OneChange & { result: LeadChangeResult }

const mostAtOnce = 200

/**
 * Changes several leads, each unless it is no longer as it was seen. Whoever asks is told what became of
 * each; only when nothing is known at all is it an error.
 */
export function useChangeLeads(dealer: string) {
  const client = useQueryClient()
  return useMutation({
    mutationKey: [...leadKeys.of(dealer), 'changes'],
    mutationFn: async (changes: OneChange[]): Promise<ChangedLead[]> => {
      const done: ChangedLead[] = []
      for (let i = 0; i < changes.length; i += mostAtOnce) {
        const part = changes.slice(i, i + mostAtOnce)
        const body = { changes: part.map(({ seen: { id, version }, change }) => ({ id, version, change })) }
        const { results } = bodyOf(await api.POST('/api/leads/changes', { params: { query: { dealer } }, body }))
        results.forEach((result, n) => {
          const one = part[n]
          if (one) done.push({ ...one, result })
        })
      }
      return done
    },
    // What a list has of them is brought in line at once; the rest comes with the next look at the queue.
    onSuccess: done =>
      renew(
        client,
        dealer,
        done.filter(d => d.result.result === 'done').map(d => changed(d, client.getQueryData(leadKeys.people(dealer)))),
      ),
    onSettled: () => {
      for (const name of ['present', 'detail', 'counts']) {
        void client.invalidateQueries({ queryKey: [...leadKeys.of(dealer), name] })
      }
    },
  })
}

/** A lead as it is after a change. */
function changed({ seen, change, result }: ChangedLead, people: { id: string; name: string }[] = []): Lead {
  const { assignee_id: id, ...rest } = change
  const assignee = id === undefined ? seen.assignee : (people.find(p => p.id === id) ?? (id ? { id, name: '' } : null))
  const call_back_at = change.status && change.status !== 'callback' ? null : seen.call_back_at
  return { ...seen, call_back_at, ...rest, assignee, version: result.version ?? seen.version }
}

/** Where a vehicle stands as far as the queue goes, under its filters. */
export const whereaboutsQuery = (dealer: string, vin: string, filter: LeadFilter) =>
  queryOptions({
    queryKey: leadKeys.whereabouts(dealer, vin, filter),
    queryFn: async ({ signal }) => {
      const { sort: _, ...under } = queryOf(filter)
      const query = { dealer, vin: vin.slice(0, 64), ...under }
      return bodyOf(await api.GET('/api/leads/whereabouts', { params: { query }, signal }))
    },
  })

/** The few open leads that a text finds first. */
export const foundLeadsQuery = (dealer: string, text: string) =>
  queryOptions({
    queryKey: leadKeys.found(dealer, text),
    queryFn: async ({ signal }) =>
      bodyOf(await api.GET('/api/leads', { params: { query: { dealer, q: text, limit: 5 } }, signal })).leads,
    placeholderData: keepPreviousData,
  })

/** The views of the queue that the person has saved. */
export const viewsQuery = (dealer: string) =>
  queryOptions({
    queryKey: leadKeys.views(dealer),
    queryFn: async ({ signal }) => bodyOf(await api.GET('/api/views', { params: { query: { dealer } }, signal })).views,
    staleTime: 60_000,
  })

/** Saves a view, anew or in the place of the one with the id. */
export function useSaveView(dealer: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async ({ id, ...body }: ViewInput & { id?: string }): Promise<View> => {
      const query = { dealer }
      return id === undefined
        ? bodyOf(await api.POST('/api/views', { params: { query }, body }))
        : bodyOf(await api.PUT('/api/views/{id}', { params: { path: { id }, query }, body }))
    },
    onSuccess: () => client.invalidateQueries({ queryKey: leadKeys.views(dealer) }),
  })
}

export function useDeleteView(dealer: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (id: string) => {
      await api.DELETE('/api/views/{id}', { params: { path: { id }, query: { dealer } } })
    },
    onSuccess: () => client.invalidateQueries({ queryKey: leadKeys.views(dealer) }),
  })
}

const historyPage = 20

/** What people did about a lead, newest first. The version makes it read anew when the lead has changed. */
export const historyQuery = (dealer: string, id: string, version: number) =>
  infiniteQueryOptions({
    queryKey: [...leadKeys.history(dealer, id), version],
    queryFn: async ({ pageParam, signal }) =>
      bodyOf(
        await api.GET('/api/leads/{id}/activities', {
          params: { path: { id }, query: { dealer, limit: historyPage, cursor: pageParam } },
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
    await api.GET('/api/leads/{id}/activities', { params: { path: { id }, query: { dealer, limit: historyPage } } }),
  )
  return activities.find(a => a.to_status && a.kind !== 'undone' && !a.undone)?.id ?? 'none'
}
