import { lazy, Suspense, useRef, useState } from 'react'
import { hasStatus } from '../../api/api-error'
import { describeError } from '../../api/describe-error'
import type { ClosedReason, Dealer, OutcomeCode, OutcomeInput } from '../../api/types'
import { Button } from '../../components/button'
import { ErrorMessage } from '../../components/error-message'
import { controlClass } from '../../components/field'
import { useNotify } from '../../components/notices'
import { formatWhen } from '../../lib/format-when'
import { useShortcuts } from '../../lib/shortcuts'
import { t } from '../../text'
import { Conflict } from './conflict'
import css from './lead-actions.module.css'
import { keyed, unkeyed } from './outcomes'
import { type ReadLead, useRecordOutcome, useUndo, useUpdateLead } from './queries'

const CallBackDialog = lazy(() => import('./call-back-dialog').then(m => ({ default: m.CallBackDialog })))
const CallLine = lazy(() => import('./call-line').then(m => ({ default: m.CallLine })))
const CloseDialog = lazy(() => import('./close-dialog').then(m => ({ default: m.CloseDialog })))

/** What came of a contact, by a key each, with a word on it, and the way back. Until it is drawn there are its keys. */
export function OutcomePanel({ dealer, read, drawn }: { dealer: Dealer; read: ReadLead; drawn: boolean }) {
  const { lead } = read
  const record = useRecordOutcome(dealer.code)
  const close = useUpdateLead(dealer.code)
  const takeBack = useUndo(dealer.code)
  const notify = useNotify()
  const [asking, setAsking] = useState<'callback' | 'close'>()
  const [word, setWord] = useState('')
  const wordBox = useRef<HTMLInputElement>(null)
  const name = lead.customer.name || t.queue.unnamed
  const closed = lead.status === 'closed'
  const able = !closed && !record.isPending && !close.isPending && !takeBack.isPending

  const undo = (id: string, activity?: string) =>
    takeBack.mutate({ id, activity }, { onSuccess: () => notify(t.outcome.undone) })

  function save(outcome: OutcomeInput) {
    setAsking(undefined)
    takeBack.reset()
    record.mutate(
      { seen: read, outcome },
      {
        onSuccess: ({ activity }) => {
          setWord('')
          const others = activity.other_vehicles
          notify(
            t.outcome.recorded(name, t.outcome.codes[outcome.code]) + (others ? ` ${t.outcome.alsoFor(others)}` : ''),
            {
              undo: () => undo(lead.id, activity.id),
            },
          )
        },
      },
    )
  }
  const withWord = (code: OutcomeCode, more?: Partial<OutcomeInput>) =>
    save({ code, ...(word.trim() && { note: word.trim() }), ...more })
  const press = (code: OutcomeCode) => (code === 'callback' ? setAsking('callback') : withWord(code))

  function closeFor(reason: ClosedReason) {
    setAsking(undefined)
    close.mutate(
      { seen: read, change: { status: 'closed', closed_reason: reason } },
      {
        onSuccess: () => notify(t.lead.changed(name, t.closedReason[reason]), { undo: () => undo(lead.id) }),
      },
    )
  }

  useShortcuts({
    ...Object.fromEntries(keyed.map((code, i) => [String(i + 1), able ? () => press(code) : undefined])),
    o: closed ? undefined : () => wordBox.current?.focus(),
  })

  const late = record.variables && hasStatus(record.error, 412) ? record.variables.outcome : undefined
  const lateToClose = hasStatus(close.error, 412) ? close.variables?.change.closed_reason : undefined
  if (!drawn) return null
  const error = late || lateToClose ? undefined : (record.error ?? close.error)
  return (
    <section className={css.outcome} aria-labelledby="outcome-title">
      {(late ?? lateToClose) && (
        <Conflict
          lead={lead}
          note={false}
          over={closed}
          onApply={() => (late ? save(late) : lateToClose && closeFor(lateToClose))}
          onLeave={() => {
            record.reset()
            close.reset()
          }}
        />
      )}
      {error && <ErrorMessage {...failed(t.lead.failed, error)} />}
      {takeBack.isError && <ErrorMessage {...failed(t.outcome.undoFailed, takeBack.error)} />}
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
      <div className={css.call}>
        <Suspense>
          <CallLine lead={lead} />
        </Suspense>
      </div>
      {closed ? (
        <p className={css.closed}>
          {lead.closed_reason === 'do_not_contact' || lead.closed_reason === 'not_owner'
            ? t.lead.closedAs
            : t.lead.closedForGood}
        </p>
      ) : (
        <>
          <input
            ref={wordBox}
            className={controlClass}
            aria-label={t.outcome.word}
            aria-keyshortcuts="o"
            placeholder={t.outcome.wordHint}
            maxLength={1000}
            value={word}
            onChange={e => setWord(e.target.value)}
            onKeyDown={e => e.key === 'Escape' && wordBox.current?.blur()}
          />
          <div className={css.actions}>
            {keyed.map((code, i) => (
              <Button
                key={code}
                shortcut={String(i + 1)}
                disabled={!able}
                className={css.action}
                title={code === 'not_now' ? t.outcome.notNow : undefined}
                onClick={() => press(code)}
              >
                {t.outcome.codes[code]}
              </Button>
            ))}
          </div>
          <details className={css.rare}>
            <summary>{t.outcome.more}</summary>
            <div className={css.rareActions}>
              {unkeyed.map(code => (
                <Button key={code} disabled={!able} onClick={() => press(code)}>
                  {t.outcome.codes[code]}
                </Button>
              ))}
              <Button disabled={!able} onClick={() => setAsking('close')}>
                {t.outcome.otherReason}
              </Button>
            </div>
          </details>
        </>
      )}
      <Suspense>
        {asking === 'callback' && (
          <CallBackDialog
            timeZone={dealer.time_zone}
            onCancel={() => setAsking(undefined)}
            onSubmit={at => withWord('callback', { call_back_at: at.toISOString() })}
          />
        )}
        {asking === 'close' && <CloseDialog onCancel={() => setAsking(undefined)} onSubmit={closeFor} />}
      </Suspense>
    </section>
  )
}

function failed(what: string, error: unknown) {
  const described = describeError(error)
  return { ...described, text: `${what} ${described.text}` }
}
