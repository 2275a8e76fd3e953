import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { describeError } from '../../api/describe-error'
import type { Activity, Dealer, Lead } from '../../api/types'
import { Button } from '../../components/button'
import { ErrorMessage } from '../../components/error-message'
import { Loading } from '../../components/loading'
import { useNotify } from '../../components/notices'
import { When } from '../../components/when'
import { formatWhen } from '../../lib/format-when'
import { t } from '../../text'
import css from './lead-history.module.css'
import { historyQuery, useUndo } from './queries'

/** For so long the portal takes back what was recorded. */
const undoMs = 10 * 60_000
const words = t.history

/** What people did about a lead, newest first. */
export function LeadHistory({ dealer, lead }: { dealer: Dealer; lead: Lead }) {
  const history = useInfiniteQuery(historyQuery(dealer.code, lead.id, lead.version))
  const undo = useUndo(dealer.code)
  const notify = useNotify()
  const list = history.data?.pages.flatMap(p => p.activities) ?? []
  const latest = list.find(a => a.to_status && a.kind !== 'undone' && !a.undone)
  const inTime = useStillIn(latest?.at)
  return (
    <section className={css.history} aria-labelledby="history-title">
      <h3 id="history-title" className={css.title} tabIndex={-1}>
        {words.title}
      </h3>
      {undo.isError && (
        <ErrorMessage
          {...describeError(undo.error)}
          text={`${t.outcome.undoFailed} ${describeError(undo.error).text}`}
        />
      )}
      {history.isPending && <Loading rows={2} />}
      {history.isError && <ErrorMessage {...describeError(history.error)} onRetry={() => void history.refetch()} />}
      {history.isSuccess && list.length === 0 && <p className={css.none}>{words.none}</p>}
      <ol className={css.list} aria-label={words.list}>
        {list.map(a => (
          <li key={a.id} className={css.entry}>
            <p className={a.undone ? css.undone : css.what}>
              <Told activity={a} timeZone={dealer.time_zone} />
            </p>
            {a.note && <blockquote className={css.note}>{a.note}</blockquote>}
            <p className={css.who}>
              {a.person?.name ?? words.nobody} · <When at={a.at} timeZone={dealer.time_zone} />
              {a.undone && ` · ${words.wasTakenBack}`}
            </p>
            {a === latest && inTime && !a.because_of && (
              <Button
                look="quiet"
                className={css.back}
                aria-label={words.takeBackThis(summary(a))}
                disabled={undo.isPending}
                onClick={() =>
                  undo.mutate({ id: lead.id, activity: a.id }, { onSuccess: () => notify(t.outcome.undone) })
                }
              >
                {words.takeBack}
              </Button>
            )}
          </li>
        ))}
      </ol>
      {history.hasNextPage && (
        <Button disabled={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
          {words.more}
        </Button>
      )}
    </section>
  )
}

/** An activity in a few words. */
export function summary(a: Activity): string {
  switch (a.kind) {
    case 'outcome':
      return a.code ? t.outcome.codes[a.code] : ''
    case 'status':
      return words.status(
        a.from_status ? t.status[a.from_status] : '',
        a.closed_reason ? t.closedReason[a.closed_reason] : a.to_status ? t.status[a.to_status] : '',
      )
    case 'assigned':
      return a.assignee ? words.assigned(a.assignee.name) : words.unassigned
    case 'note':
      return a.note ? words.note : words.noteCleared
    default:
      return words[a.kind]
  }
}

function Told({ activity: a, timeZone }: { activity: Activity; timeZone: string }) {
  return (
    <>
      <strong>{summary(a)}</strong>
      {a.kind !== 'undone' &&
        a.call_back_at &&
        `, ${words.until(formatWhen(new Date(a.call_back_at), new Date(), timeZone))}`}
      {a.because_of && `, ${words.because(a.because_of.vin)}`}
      {!!a.other_vehicles && `. ${t.outcome.alsoFor(a.other_vehicles)}`}
      {(a.kind === 'outcome' || a.kind === 'undone') &&
        a.from_status &&
        a.to_status &&
        a.from_status !== a.to_status && (
          <span className={css.move}> {words.status(t.status[a.from_status], t.status[a.to_status])}</span>
        )}
    </>
  )
}

/** Whether something happened so lately that it can be taken back; it becomes false when the time is over. */
function useStillIn(at: string | undefined): boolean {
  const [now, setNow] = useState(Date.now)
  const ends = at ? new Date(at).getTime() + undoMs : 0
  useEffect(() => {
    setNow(Date.now())
    const left = ends - Date.now()
    if (left <= 0) return
    const id = setTimeout(() => setNow(Date.now()), left + 50)
    return () => clearTimeout(id)
  }, [ends])
  return now < ends
}
