import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { describeError } from '../../api/describe-error'
import type { BatteryEvent, BatteryEventInput, Dealer } from '../../api/types'
import { Button } from '../../components/button'
import { ErrorMessage } from '../../components/error-message'
import { Loading } from '../../components/loading'
import { useNotify } from '../../components/notices'
import { When } from '../../components/when'
import { formatDate } from '../../lib/format-when'
import { t } from '../../text'
import { againOf, wordsOf } from './event-input'
import css from './history.module.css'
import { batteryEventsQuery, useRecordEvent, useTakeBackEvent } from './queries'

const EventForm = lazy(() => import('./event-form').then(m => ({ default: m.EventForm })))
const words = t.battery

interface Props {
  dealer: Dealer
  vin: string
  /** Called when an event was recorded or taken back: the vehicle is scored again. */
  onChanged: () => void
}

/** What was done to the batteries of a vehicle, and how to say what was done now. */
export function BatteryHistory({ dealer, vin, onChanged }: Props) {
  const events = useQuery(batteryEventsQuery(dealer.code, vin))
  const record = useRecordEvent(dealer.code, vin)
  const takeBack = useTakeBackEvent(dealer.code, vin)
  const notify = useNotify()
  const [asking, setAsking] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)

  // The button that opened the form comes back when it closes, and the focus with it.
  const opened = useRef(false)
  useEffect(() => {
    if (opened.current && !asking) opener.current?.focus()
    opened.current = asking
  }, [asking])

  function close() {
    setAsking(false)
    record.reset()
  }

  function add(input: BatteryEventInput) {
    record.mutate(input, {
      onSuccess: ({ event, added }) => {
        close()
        if (!added) return notify(words.known)
        onChanged()
        notify(words.recorded(wordsOf(event)), { undo: () => takeBack.mutate(event.id, { onSuccess: onChanged }) })
      },
    })
  }

  function remove(event: BatteryEvent) {
    takeBack.mutate(event.id, {
      onSuccess: () => {
        onChanged()
        opener.current?.focus()
        notify(words.takenBack(wordsOf(event)), {
          undo: () => record.mutate(againOf(event), { onSuccess: onChanged }),
        })
      },
    })
  }

  return (
    <section className={css.card} aria-labelledby="history-title">
      <header className={css.head}>
        <h2 id="history-title">{words.title}</h2>
        {!asking && (
          <Button ref={opener} onClick={() => setAsking(true)}>
            {words.record}
          </Button>
        )}
      </header>
      <p className={css.lead}>{words.lead}</p>
      {asking && (
        <Suspense fallback={<Loading rows={4} />}>
          <EventForm
            timeZone={dealer.time_zone}
            busy={record.isPending}
            error={record.error}
            onSubmit={add}
            onCancel={close}
          />
        </Suspense>
      )}
      {takeBack.isError && <ErrorMessage {...describeError(takeBack.error)} />}
      {!asking && record.isError && <ErrorMessage {...describeError(record.error)} />}
      {events.isPending ? (
        <Loading rows={2} />
      ) : events.isError ? (
        <ErrorMessage {...describeError(events.error)} onRetry={() => void events.refetch()} />
      ) : events.data.length === 0 ? (
        <p className={css.none}>{words.none}</p>
      ) : (
        <ol className={css.events} aria-label={words.list}>
          {events.data.map(e => (
            <EventRow
              key={e.id}
              event={e}
              timeZone={dealer.time_zone}
              busy={takeBack.isPending && takeBack.variables === e.id}
              onTakeBack={() => remove(e)}
            />
          ))}
        </ol>
      )}
    </section>
  )
}

interface RowProps {
  event: BatteryEvent
  timeZone: string
  busy: boolean
  onTakeBack: () => void
}

function EventRow({ event: e, timeZone, busy, onTakeBack }: RowProps) {
  const what = wordsOf(e)
  const when = formatDate(e.occurred_on)
  return (
    <li className={css.event}>
      <Mark event={e} />
      <div className={css.what}>
        <p>
          <strong>{what}</strong> <time dateTime={e.occurred_on}>{when}</time>
        </p>
        <p className={css.hint}>
          {e.source || words.noSource} · {words.recordedOn} <When at={e.recorded_at} timeZone={timeZone} />
        </p>
      </div>
      <Button look="quiet" disabled={busy} aria-label={words.takeBackThis(what, when)} onClick={onTakeBack}>
        {words.takeBack}
      </Button>
    </li>
  )
}

/** A square for a battery that was fitted, a circle for a test: a ring when it passed, full when not. */
function Mark({ event: { kind, result } }: { event: BatteryEvent }) {
  return (
    <svg viewBox="0 0 12 12" width="12" height="12" className={css.mark} aria-hidden="true" focusable="false">
      {kind !== 'tested' ? (
        <rect x="1.5" y="1.5" width="9" height="9" rx="2" className={css.fitted} />
      ) : (
        <circle cx="6" cy="6" r="4.5" className={result === 'replace' ? css.replace : css.pass} />
      )}
    </svg>
  )
}
