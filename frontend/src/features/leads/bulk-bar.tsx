import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import type { Lead, LeadChange, LeadStatus, User } from '../../api/types'
import { Button } from '../../components/button'
import { formatCount } from '../../lib/format-number'
import { useShortcuts } from '../../lib/shortcuts'
import { t } from '../../text'
import css from './bulk-bar.module.css'
import { peopleQuery } from './queries'
import type { useBulk } from './use-bulk'

const CloseDialog = lazy(() => import('./close-dialog').then(m => ({ default: m.CloseDialog })))

const settable = ['new', 'contacted', 'booked'] as const satisfies LeadStatus[]

interface Props {
  dealer: string
  user: User
  leads: Lead[]
  bulk: ReturnType<typeof useBulk>
  onAll: () => void
  onClear: () => void
}

/** What can be done with the selected leads together. It lies over the filters, so that no row moves. */
export function BulkBar({ dealer, user, leads, bulk, onAll, onClear }: Props) {
  const people = useQuery(peopleQuery(dealer))
  const [closing, setClosing] = useState(false)
  const open = leads.filter(l => l.status !== 'closed')
  // From a lead the key leads back to the list first: what is selected may be out of sight.
  useShortcuts({
    Escape: () => !document.activeElement?.closest('article') && !document.querySelector('section[inert]') && onClear(),
  })

  async function apply(some: Lead[], change: LeadChange, what: string) {
    const done = await bulk.apply(
      some.map(seen => ({ seen, change })),
      what,
    )
    // What could not be changed stays selected, to be looked at.
    if (done.length > 0 && done.every(d => d.result.result === 'done')) onClear()
  }

  return (
    <section className={css.bar} aria-label={t.bulk.region}>
      <p role="status" className={css.count}>
        {t.bulk.selected(formatCount(leads.length))}
      </p>
      <div className={css.actions}>
        {user.role !== 'admin' && (
          <Button
            disabled={bulk.busy}
            onClick={() =>
              apply(
                open.filter(l => !l.assignee),
                { assignee_id: user.id },
                t.bulk.claimed,
              )
            }
          >
            {t.bulk.claim}
          </Button>
        )}
        <Button
          disabled={bulk.busy}
          onClick={() =>
            apply(
              open.filter(l => l.assignee && (user.role === 'admin' || l.assignee.id === user.id)),
              { assignee_id: '' },
              t.bulk.releasedWord,
            )
          }
        >
          {t.bulk.release}
        </Button>
        <select
          className={css.choice}
          aria-label={t.bulk.status}
          value=""
          disabled={bulk.busy}
          onChange={e => {
            const status = e.target.value as (typeof settable)[number]
            void apply(
              open.filter(l => l.status !== status),
              { status },
              t.status[status].toLowerCase(),
            )
          }}
        >
          <option value="" disabled>
            {t.bulk.status}
          </option>
          {settable.map(s => (
            <option key={s} value={s}>
              {t.status[s]}
            </option>
          ))}
        </select>
        <select
          className={css.choice}
          aria-label={t.bulk.assign}
          value="-"
          disabled={bulk.busy}
          onChange={e => {
            const id = e.target.value
            const name = people.data?.find(p => p.id === id)?.name ?? t.bulk.nobody
            void apply(
              open.filter(l => (l.assignee?.id ?? '') !== id),
              { assignee_id: id },
              t.bulk.assignedTo(name),
            )
          }}
        >
          <option value="-" disabled>
            {t.bulk.assign}
          </option>
          <option value="">{t.bulk.nobody}</option>
          {people.data?.map(p => (
            <option key={p.id} value={p.id}>
              {p.name}
            </option>
          ))}
        </select>
        <Button disabled={bulk.busy} onClick={() => setClosing(true)}>
          {t.bulk.close}
        </Button>
      </div>
      <div className={css.which}>
        <Button look="quiet" onClick={onAll}>
          {t.bulk.all}
        </Button>
        <Button look="quiet" onClick={onClear}>
          {t.bulk.clear}
        </Button>
      </div>
      {closing && (
        <Suspense>
          <CloseDialog
            onCancel={() => setClosing(false)}
            onSubmit={reason => {
              setClosing(false)
              void apply(open, { status: 'closed', closed_reason: reason }, t.closedReason[reason].toLowerCase())
            }}
          />
        </Suspense>
      )}
    </section>
  )
}
