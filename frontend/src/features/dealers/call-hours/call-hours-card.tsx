import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { describeError } from '../../../api/describe-error'
import type { CallHoursRow, Dealer } from '../../../api/types'
import { ErrorMessage } from '../../../components/error-message'
import { controlClass } from '../../../components/field'
import { Loading } from '../../../components/loading'
import { DialogOnItsWay } from '../../../components/on-its-way'
import { formatDate, formatWhen } from '../../../lib/format-when'
import { callHoursText } from '../../../text/en-call-hours'
import dealers from '../dealers.module.css'
import css from './call-hours.module.css'
import { callHoursQuery } from './queries'
import { days, shownRows, windowInWords } from './rows'

const CallHoursDialog = lazy(() => import('./call-hours-dialog').then(m => ({ default: m.CallHoursDialog })))
const t = callHoursText.settings

interface Props {
  dealer: Dealer
  readOnly: boolean
  /** Called when saved hours have changed what leads show. */
  onSaved: () => void
}

/** When owners may be called, state by state, with where that comes from and what the dealer has set itself. */
export function CallHoursCard({ dealer, readOnly, onSaved }: Props) {
  const query = useQuery({ ...callHoursQuery(dealer.code), refetchOnWindowFocus: false })
  const [changing, setChanging] = useState<string>()
  const card = useRef<HTMLElement>(null)
  const there = query.isSuccess
  useEffect(() => {
    if (there && window.location.hash === '#call-hours') card.current?.scrollIntoView()
  }, [there])
  const hours = query.data?.hours
  return (
    <section ref={card} id="call-hours" className={dealers.card} aria-labelledby="call-hours-title">
      <h2 id="call-hours-title" className={dealers.heading}>
        {t.title}
      </h2>
      <p className={dealers.lead}>
        {t.lead} {hours && t.outer(...ends(hours.federal))}
      </p>
      {query.isError && <ErrorMessage {...describeError(query.error)} onRetry={() => void query.refetch()} />}
      {query.isPending && <Loading rows={6} />}
      {hours && (
        <>
          <p className={dealers.lead}>
            {hours.notice} {t.readFrom(hours.sources.join(', '), readOn(hours.states))}
          </p>
          <div className={dealers.scroll}>
            <table className={`${dealers.table} ${dealers.managed} ${css.table}`} aria-labelledby="call-hours-title">
              <thead>
                <tr>
                  <th scope="col">{t.state}</th>
                  <th scope="col">{t.weekdays}</th>
                  <th scope="col">{t.saturday}</th>
                  <th scope="col">{t.sunday}</th>
                  <th scope="col">{t.basis}</th>
                  {!readOnly && <td />}
                </tr>
              </thead>
              <tbody>
                {shownRows(hours).map(row => (
                  <Row
                    key={row.name}
                    name={row.name}
                    row={row.row}
                    timeZone={dealer.time_zone}
                    onChange={row.row.state && !readOnly ? () => setChanging(row.name) : undefined}
                    room={!readOnly}
                  />
                ))}
              </tbody>
            </table>
          </div>
          {!readOnly && (
            <p className={css.another}>
              <label htmlFor="call-hours-state">{t.another}</label>
              <select
                id="call-hours-state"
                className={controlClass}
                value=""
                onChange={e => setChanging(e.target.value)}
              >
                <option value="">{t.pick}</option>
                {hours.states
                  .filter(r => r.basis === 'default')
                  .map(r => (
                    <option key={r.state}>{r.state}</option>
                  ))}
              </select>
            </p>
          )}
          {changing && query.data && (
            <Suspense fallback={<DialogOnItsWay />}>
              <CallHoursDialog
                dealer={dealer}
                state={changing}
                read={query.data}
                onSaved={onSaved}
                onClose={() => setChanging(undefined)}
              />
            </Suspense>
          )}
        </>
      )}
    </section>
  )
}

interface RowProps {
  name: string
  row: CallHoursRow
  timeZone: string
  onChange: (() => void) | undefined
  /** Whether the table has a column for changing. */
  room: boolean
}

function Row({ name, row, timeZone, onChange, room }: RowProps) {
  const more = [row.texts_are_calls && t.texts, row.note].filter(Boolean).join('. ')
  return (
    <tr>
      <th scope="row">{name}</th>
      {days.map(day => (
        <td key={day} data-label={t[day]}>
          {windowInWords(row[day])}
        </td>
      ))}
      <td className={css.basis}>
        <span className={row.basis === 'own' ? css.own : undefined} title={row.source || undefined}>
          {t.bases[row.basis]}
        </span>
        {row.set_at && `: ${t.own(row.set_by ?? '', formatWhen(new Date(row.set_at), new Date(), timeZone))}`}
        {more && <span className={css.more}> · {more}</span>}
      </td>
      {room && (
        <td>
          {onChange && (
            <div className={dealers.links}>
              <button type="button" aria-label={t.change(name)} onClick={onChange}>
                {t.changeShort}
              </button>
            </div>
          )}
        </td>
      )}
    </tr>
  )
}

const ends = (w: { from: string; until: string }): [string, string] => {
  const [from = '', until = ''] = windowInWords(w).split('–')
  return [from, until]
}

const readOn = (states: CallHoursRow[]) => formatDate(states.find(r => r.read_on)?.read_on ?? '')
