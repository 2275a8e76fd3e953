import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { hasStatus } from '../../api/api-error'
import { describeError } from '../../api/describe-error'
import type { Dealer, LeadChange, User } from '../../api/types'
import { Button } from '../../components/button'
import { ErrorMessage } from '../../components/error-message'
import { controlClass } from '../../components/field'
import { useNotify } from '../../components/notices'
import { formatWhen } from '../../lib/format-when'
import { useShortcuts } from '../../lib/shortcuts'
import { t } from '../../text'
import { Conflict } from './conflict'
import css from './lead-actions.module.css'
import { clearDraft, keepDraft, keptDraft } from './note-draft'
import { peopleQuery, type ReadLead, useUpdateLead } from './queries'

const CallBackDialog = lazy(() => import('./call-back-dialog').then(m => ({ default: m.CallBackDialog })))
const CloseDialog = lazy(() => import('./close-dialog').then(m => ({ default: m.CloseDialog })))

/** What came of a lead, who looks after it, and what is worth remembering. */
export function LeadActions({ dealer, user, read }: { dealer: Dealer; user: User; read: ReadLead }) {
  const { lead } = read
  const update = useUpdateLead(dealer.code)
  const people = useQuery(peopleQuery(dealer.code))
  const notify = useNotify()
  const [asking, setAsking] = useState<'callback' | 'close'>()
  const noteBox = useRef<HTMLTextAreaElement>(null)
  const [note, setNote] = useNote(lead.id, lead.note)
  // The lead as it was when the note was begun: a live update may bring another note meanwhile.
  const begun = useRef(keptDraft(lead.id) === undefined ? undefined : read)

  const name = lead.customer.name || t.queue.unnamed
  const closed = lead.status === 'closed'
  const mine = lead.assignee?.id === user.id
  const canTake = user.role !== 'admin' && !mine

  function leaveNote() {
    begun.current = undefined
    setNote(undefined)
  }

  function change(what: LeadChange, said: string, seen = read) {
    const { status, call_back_at } = seen.lead
    setAsking(undefined)
    update.mutate(
      { seen, change: what },
      {
        onSuccess: now => {
          if (what.note !== undefined) leaveNote()
          const back: LeadChange | undefined =
            what.status && what.status !== 'closed' ? { status, ...(call_back_at && { call_back_at }) } : undefined
          notify(said, back && { undo: () => update.mutate({ seen: now, change: back }) })
        },
      },
    )
  }

  const set = (status: 'booked' | 'contacted') => change({ status }, t.lead.changed(name, t.status[status]))
  const actions = [
    { key: '1', label: t.lead.actions.booked, on: lead.status === 'booked', run: () => set('booked') },
    { key: '2', label: t.lead.actions.callback, on: lead.status === 'callback', run: () => setAsking('callback') },
    { key: '3', label: t.lead.actions.contacted, on: lead.status === 'contacted', run: () => set('contacted') },
    { key: '4', label: t.lead.actions.close, on: closed, run: () => setAsking('close') },
  ]
  const able = !closed && !update.isPending
  const assign = (id: string) => change({ assignee_id: id }, t.app.saved)
  useShortcuts({
    ...Object.fromEntries(actions.map(a => [a.key, able && !a.on ? a.run : undefined])),
    m: canTake && able ? () => assign(user.id) : undefined,
    n: () => noteBox.current?.focus(),
  })

  // A note that has changed since is not overwritten unseen: the older version is what was seen.
  const saveNote = () =>
    change({ note }, t.lead.noteSaved, begun.current && begun.current.lead.note !== lead.note ? begun.current : read)
  const dirty = note !== lead.note
  const conflicting = update.variables && hasStatus(update.error, 412) ? update.variables.change : undefined

  return (
    <>
      <section className={css.more} aria-label={t.lead.handling}>
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
      <section className={css.outcome} aria-labelledby="outcome-title">
        {conflicting && (
          <Conflict
            lead={lead}
            change={conflicting}
            onApply={() => change(conflicting, t.app.saved)}
            onLeave={() => {
              if (conflicting.note !== undefined) leaveNote()
              update.reset()
            }}
          />
        )}
        {update.isError && !conflicting && <ErrorMessage {...failure(update.error)} />}
        <header className={css.title}>
          <h3 id="outcome-title">{t.lead.outcome}</h3>
          <p>
            {closed
              ? t.lead.closedBecause(lead.closed_reason ? t.closedReason[lead.closed_reason] : t.status.closed)
              : t.lead.isNow(t.status[lead.status])}
            {lead.call_back_at &&
              `, ${t.lead.promised(formatWhen(new Date(lead.call_back_at), new Date(), dealer.time_zone))}`}
          </p>
        </header>
        {closed ? (
          <p className={css.closed}>{t.lead.closedForGood}</p>
        ) : (
          <div className={css.actions}>
            {actions.map(a => (
              <Button
                key={a.key}
                shortcut={a.key}
                aria-pressed={a.on}
                disabled={!able}
                className={css.action}
                onClick={a.run}
              >
                {a.label}
              </Button>
            ))}
          </div>
        )}
      </section>
      <Suspense>
        {asking === 'callback' && (
          <CallBackDialog
            timeZone={dealer.time_zone}
            onCancel={() => setAsking(undefined)}
            onSubmit={at =>
              change({ status: 'callback', call_back_at: at.toISOString() }, t.lead.changed(name, t.status.callback))
            }
          />
        )}
        {asking === 'close' && (
          <CloseDialog
            onCancel={() => setAsking(undefined)}
            onSubmit={reason =>
              change({ status: 'closed', closed_reason: reason }, t.lead.changed(name, t.closedReason[reason]))
            }
          />
        )}
      </Suspense>
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
