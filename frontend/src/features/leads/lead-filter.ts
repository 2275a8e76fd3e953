import type { LeadSort, LeadStatus, Priority } from '../../api/types'

/** What of the queue is shown, and in which order. It lives in the address, so that it can be kept and sent. */
export interface LeadFilter {
  priority?: Priority
  /** Which status; the open ones without it. */
  status?: LeadStatus
  assignee?: 'me' | 'none'
  q?: string
  /** Only those whose owner may be called at this moment. */
  call?: 'now'
  /** The queue's own order without it. */
  sort?: Exclude<LeadSort, 'rank'>
}

export const priorities: readonly Priority[] = ['HIGH', 'MODERATE', 'FOLLOW_UP', 'RETENTION']
export const statuses: readonly LeadStatus[] = ['new', 'contacted', 'callback', 'booked', 'closed']

const oneOf = <T extends string>(value: unknown, of: readonly T[]) => of.find(x => x === value)

/** Reads the filter from the search part of an address; what it does not know it leaves out. */
export const filterOf = (s: Record<string, unknown>): LeadFilter => ({
  priority: oneOf(s.priority, priorities),
  status: oneOf(s.status, statuses),
  assignee: oneOf(s.assignee, ['me', 'none']),
  q: typeof s.q === 'string' && s.q ? s.q.slice(0, 100) : undefined,
  call: oneOf(s.call, ['now']),
  sort: oneOf(s.sort, ['newest', 'oldest']),
})

/** The filter as the search part of an address, always in the same order: equal filters are equal texts. */
export function searchOf({ priority, status, assignee, q, call, sort }: LeadFilter): string {
  const given = Object.entries({ priority, status, assignee, q, call, sort }).filter(
    (e): e is [string, string] => !!e[1],
  )
  return new URLSearchParams(given).toString()
}

/** The filter that a saved search part stands for. */
export const filterOfSearch = (search: string) => filterOf(Object.fromEntries(new URLSearchParams(search)))

/** Whether everything that is open is shown, in the queue's own order. */
export const showsAll = (f: LeadFilter) => searchOf(f) === ''

/** The filter as the contract has it. */
export function queryOf(f: LeadFilter): {
  priority?: Priority[]
  status?: LeadStatus[]
  assignee?: string
  q?: string
  call?: 'now'
  sort?: LeadSort
} {
  return {
    priority: f.priority && [f.priority],
    status: f.status && [f.status],
    assignee: f.assignee,
    q: f.q || undefined,
    call: f.call,
    sort: f.sort,
  }
}

/** Whether a text may be a VIN that somebody looks for: as long as one, or nearly. */
export const looksLikeVin = (text: string) => /^[a-z0-9]{11,17}$/i.test(text.trim()) && /\d/.test(text)
