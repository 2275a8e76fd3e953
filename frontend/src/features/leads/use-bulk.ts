import { useCallback } from 'react'
import { describeError } from '../../api/describe-error'
import type { Lead, LeadChange, User } from '../../api/types'
import { useNotify } from '../../components/notices'
import { t } from '../../text'
import { type ChangedLead, type OneChange, useChangeLeads } from './queries'

/** What takes a change back. A closed lead stays closed, so there is nothing then. */
export function inverseOf({ seen, change, result }: ChangedLead): OneChange | undefined {
  if (change.status === 'closed' || result.version == null) return undefined
  const back: LeadChange = {}
  if (change.status !== undefined) {
    back.status = seen.status
    if (seen.status === 'callback' && seen.call_back_at) back.call_back_at = seen.call_back_at
  }
  if (change.assignee_id !== undefined) back.assignee_id = seen.assignee?.id ?? ''
  return { seen: { ...seen, version: result.version }, change: back }
}

/** In words what became of several changes. */
export function summaryOf(done: ChangedLead[], what: string): string {
  const count = (...results: string[]) => done.filter(d => results.includes(d.result.result)).length
  const changed = count('changed')
  const refused = count('refused', 'not_found')
  const failed = count('failed')
  return [
    t.bulk.done(count('done'), what),
    [changed && t.bulk.changed(changed), refused && t.bulk.refused(refused), failed && t.bulk.failed(failed)]
      .filter(Boolean)
      .join(', '),
  ]
    .filter(Boolean)
    .join(' ')
}

/** The change that claims a lead nobody has, or releases one's own; nothing for anybody else's. */
export function claimOf(lead: Lead, user: User): LeadChange | undefined {
  if (!lead.assignee) return user.role === 'admin' ? undefined : { assignee_id: user.id }
  return lead.assignee.id === user.id ? { assignee_id: '' } : undefined
}

/** Changes several leads, tells what became of it, and offers the way back. */
export function useBulk(dealer: string) {
  const notify = useNotify()
  const { mutateAsync, isPending } = useChangeLeads(dealer)
  const apply = useCallback(
    async (changes: OneChange[], what: string): Promise<ChangedLead[]> => {
      if (changes.length === 0) {
        notify(t.bulk.nothing)
        return []
      }
      try {
        const done = await mutateAsync(changes)
        const back = done.filter(d => d.result.result === 'done').map(inverseOf)
        const able = back.filter(b => b !== undefined)
        const undo = async () => {
          try {
            const undone = await mutateAsync(able)
            notify(t.bulk.undone(undone.filter(d => d.result.result === 'done').length))
          } catch (error) {
            notify(describeError(error).text)
          }
        }
        notify(summaryOf(done, what), able.length > 0 ? { undo: () => void undo() } : undefined)
        return done
      } catch (error) {
        notify(describeError(error).text)
        return []
      }
    },
    [mutateAsync, notify],
  )
  return { apply, busy: isPending }
}
