import { useState } from 'react'
import { ApiError, hasStatus } from '../../../api/api-error'
import { describeError } from '../../../api/describe-error'
import type { Dealer, OwnCallHours } from '../../../api/types'
import { Button } from '../../../components/button'
import { Dialog } from '../../../components/dialog'
import { ErrorMessage } from '../../../components/error-message'
import { Field } from '../../../components/field'
import { useNotify } from '../../../components/notices'
import { t as app } from '../../../text'
import { callHoursText } from '../../../text/en-call-hours'
import dealers from '../dealers.module.css'
import css from './call-hours.module.css'
import { type ReadCallHours, useChangeCallHours } from './queries'
import { days, ownOf, windowInWords } from './rows'

const t = callHoursText.settings

interface Props {
  dealer: Dealer
  state: string
  read: ReadCallHours
  onSaved: () => void
  onClose: () => void
}

/** Sets the dealer's own hours for a state, or goes back to the state's row. */
export function CallHoursDialog({ dealer, state, read, onSaved, onClose }: Props) {
  const { federal, states, unknown } = read.hours
  const row = states.find(r => r.state === state) ?? unknown
  const listed = row.in_place_of ?? row
  const [own, setOwn] = useState(() => ownOf(row))
  const change = useChangeCallHours(dealer.code)
  const notify = useNotify()
  const wrong =
    change.error instanceof ApiError
      ? Object.fromEntries((change.error.problem.errors ?? []).map(e => [e.field, e.detail]))
      : {}
  const changed = hasStatus(change.error, 412)

  function save(own: OwnCallHours | undefined, said: string) {
    change.mutate(
      { state, own, etag: read.etag },
      {
        onSuccess: () => {
          notify(said)
          onSaved()
          onClose()
        },
      },
    )
  }

  return (
    <Dialog title={t.dialog(state)} onClose={onClose}>
      <form
        className={dealers.edit}
        noValidate
        onSubmit={e => {
          e.preventDefault()
          save(own, t.saved(state))
        }}
      >
        {changed && <ErrorMessage text={t.changed} />}
        {change.isError && !changed && Object.keys(wrong).length === 0 && (
          <ErrorMessage {...describeError(change.error)} />
        )}
        <p className={dealers.note}>
          {t.listed}:{' '}
          {t.days(windowInWords(listed.weekdays), windowInWords(listed.saturday), windowInWords(listed.sunday))}.
        </p>
        {days.map(day => {
          const window = own[day]
          return (
            <div key={day} className={css.day}>
              <label className={css.open}>
                <input
                  type="checkbox"
                  aria-label={t.open(t[day])}
                  checked={window !== null}
                  onChange={e => setOwn({ ...own, [day]: e.target.checked ? (listed[day] ?? federal) : null })}
                />
                {t[day]}
              </label>
              {(['from', 'until'] as const).map(end => (
                <Field
                  key={end}
                  label={t.ends(t[day], t[end])}
                  labelHidden
                  error={end === 'from' ? wrong[day] : undefined}
                >
                  <input
                    type="time"
                    min={federal.from}
                    max={federal.until}
                    disabled={!window}
                    value={window?.[end] ?? ''}
                    onChange={e => window && setOwn({ ...own, [day]: { ...window, [end]: e.target.value } })}
                  />
                </Field>
              ))}
            </div>
          )
        })}
        <label className={css.open}>
          <input
            type="checkbox"
            checked={own.texts_are_calls}
            onChange={e => setOwn({ ...own, texts_are_calls: e.target.checked })}
          />
          {t.textsAreCalls}
        </label>
        <Field label={t.note} hint={t.noteHint} error={wrong.note}>
          <input maxLength={200} value={own.note} onChange={e => setOwn({ ...own, note: e.target.value })} />
        </Field>
        <div className={css.buttons}>
          {row.basis === 'own' && (
            <Button disabled={change.isPending} onClick={() => save(undefined, t.isBack(state))}>
              {t.back}
            </Button>
          )}
          <Button onClick={onClose}>{app.app.cancel}</Button>
          <Button type="submit" look="primary" disabled={change.isPending}>
            {change.isPending ? t.saving : t.save}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
