import type { LeadStatus, Priority } from '../../api/types'

/** What of the queue is shown. It lives in the address, so that it can be kept and sent. */
export interface LeadFilter {
  priority?: Priority
  /** Which statuses; the open ones without it. */
  status?: 'booked' | 'closed'
  assignee?: 'me' | 'none'
  q?: string
}

/** Whether everything that is open is shown. */
export const showsAll = (f: LeadFilter) => !f.priority && !f.status && !f.assignee && !f.q

/** The filter as the contract has it. */
export function queryOf(f: LeadFilter): {
  priority?: Priority[]
  status?: LeadStatus[]
  assignee?: string
  q?: string
} {
  return {
    priority: f.priority && [f.priority],
    status: f.status && [f.status],
    assignee: f.assignee,
    q: f.q || undefined,
  }
}
