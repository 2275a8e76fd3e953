import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { hasStatus } from '../../api/api-error'
import { describeError } from '../../api/describe-error'
import type { Dealer, LeadChange, User } from '../../api/types'
import { Button } from '../../components/button'
import { ErrorMessage } from '../../components/error-message'
import { controlClass } from '../../components/field'
import { useNotify } from '../../components/notices'
import { useShortcuts } from '../../lib/shortcuts'
import { usePainted } from '../../lib/use-painted'
import { t } from '../../text'
import { Conflict } from './conflict'
import css from './lead-actions.module.css'
import { clearDraft, keepDraft, keptDraft } from './note-draft'
import { OutcomePanel } from './outcome-panel'
import { peopleQuery, type ReadLead, useUpdateLead } from './queries'

/**
 * Who looks after a lead, what is worth remembering, and what came of it. Its keys work at once; it is drawn when what
 * is read first has been painted.
 */
export function LeadActions({ dealer, user, read }: { dealer: Dealer; user: User; read: ReadLead }) {
  const { lead } = read
  const update = useUpdateLead(dealer.code)
  const people = useQuery(peopleQuery(dealer.code))
  const notify = useNotify()
  const noteBox = useRef<HTMLTextAreaElement>(null)
  const [note, setNote] = useNote(lead.id, lead.note)
  // The lead as it was when the note was begun: a live update may bring another note meanwhile.
  const begun = useRef(keptDraft(lead.id) === undefined ? undefined : read)

  const closed = lead.status === 'closed'
  const mine = lead.assignee?.id === user.id
  const canTake = user.role !== 'admin' && !mine

  function leaveNote() {
    begun.current = undefined
    setNote(undefined)
  }

  function change(what: LeadChange, said: string, seen = read) {
    const before = seen.lead.assignee?.id ?? ''
    update.mutate(
      { seen, change: what },
      {
        onSuccess: now => {
          if (what.note !== undefined) leaveNote()
          const undo = () => update.mutate({ seen: now, change: { assignee_id: before } })
          notify(said, what.assignee_id === undefined ? undefined : { undo })
        },
      },
    )
  }

  const able = !closed && !update.isPending
  const assign = (id: string) => change({ assignee_id: id }, t.app.saved)
  useShortcuts({
    m: canTake && able ? () => assign(user.id) : undefined,
    n: () => noteBox.current?.focus(),
  })

  // A note that has changed since is not overwritten unseen: the older version is what was seen.
  const saveNote = () =>
    change({ note }, t.lead.noteSaved, begun.current && begun.current.lead.note !== lead.note ? begun.current : read)
  const dirty = note !== lead.note
  const painted = usePainted()
  const conflicting = update.variables && hasStatus(update.error, 412) ? update.variables.change : undefined

  return (
    <>
      {painted && (
        <section className={css.more} aria-label={t.lead.handling}>
          {conflicting && (
            <Conflict
              lead={lead}
              note={conflicting.note !== undefined}
              over={closed && conflicting.assignee_id !== undefined}
              onApply={() => change(conflicting, t.app.saved)}
              onLeave={() => {
                if (conflicting.note !== undefined) leaveNote()
                update.reset()
              }}
            />
          )}
          {update.isError && !conflicting && <ErrorMessage {...failure(update.error)} />}
          <div className={css.assign}>
            <label htmlFor="lead-assignee">{t.lead.assignee}</label>
            <select
              id="lead-assignee"
              className={controlClass}
              value={lead.assignee?.id ?? ''}
              disabled={closed || update.isPending}
              onChange={e => assign(e.target.value)}
            >
              <option value="">{t.lead.nobody}</option>
              {withAssignee(people.data ?? [], lead.assignee).map(p => (
                <option key={p.id} value={p.id}>
                  {p.name}
                </option>
              ))}
            </select>
            {canTake && (
              <Button shortcut="M" disabled={!able} onClick={() => assign(user.id)}>
                {t.lead.assignToMe}
              </Button>
            )}
          </div>
          <div className={css.note}>
            <label htmlFor="lead-note">{t.lead.note}</label>
            <textarea
              ref={noteBox}
              id="lead-note"
              className={controlClass}
              rows={2}
              maxLength={4000}
              placeholder={t.lead.notePlaceholder}
              value={note}
              onChange={e => {
                begun.current ??= read
                setNote(e.target.value)
              }}
              onKeyDown={e => {
                if (e.key === 'Enter' && (e.ctrlKey || e.metaKey) && dirty) saveNote()
                if (e.key === 'Escape') noteBox.current?.blur()
              }}
            />
            {dirty && (
              <div className={css.save}>
                <span>{t.lead.unsaved}</span>
                <Button look="primary" disabled={update.isPending} onClick={saveNote}>
                  {t.lead.saveNote}
                </Button>
              </div>
            )}
          </div>
        </section>
      )}
      <OutcomePanel dealer={dealer} read={read} drawn={painted} />
    </>
  )
}

function failure(error: unknown) {
  const described = describeError(error)
  return { ...described, text: `${t.lead.failed} ${described.text}` }
}

/** The people who can be chosen; whoever has the lead is among them even when gone from the list. */
function withAssignee(people: { id: string; name: string }[], assignee: { id: string; name: string } | null) {
  return assignee && !people.some(p => p.id === assignee.id) ? [assignee, ...people] : people
}

/**
 * The note as it is being written: what was saved until a person types, and from then on what they
 * typed, whatever happens to the saved one. It outlasts a reload.
 */
function useNote(leadId: string, saved: string): [string, (text: string | undefined) => void] {
  const [typed, setTyped] = useState(() => keptDraft(leadId))
  useEffect(() => {
    if (typed === undefined || typed === saved) clearDraft(leadId)
    else keepDraft(leadId, typed)
  }, [leadId, typed, saved])
  return [typed ?? saved, setTyped]
}
