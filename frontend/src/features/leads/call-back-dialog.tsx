import { type FormEvent, useState } from 'react'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { Field } from '../../components/field'
import { momentOf, wallClock } from '../../lib/zoned-time'
import { t } from '../../text'
import { presets } from './call-back-presets'
import css from './lead-actions.module.css'

interface Props {
  timeZone: string
  onCancel: () => void
  onSubmit: (at: Date) => void
}

/** Asks when the call was promised, in the time of the dealer. */
export function CallBackDialog({ timeZone, onCancel, onSubmit }: Props) {
  const [now] = useState(() => new Date())
  const choices = presets(now, timeZone)
  const [wall, setWall] = useState(() => wallClock(choices[1]?.at ?? now, timeZone))
  const [wrong, setWrong] = useState(false)

  function submit(e: FormEvent) {
    e.preventDefault()
    const at = momentOf(wall, timeZone)
    if (!at || at <= new Date()) setWrong(true)
    else onSubmit(at)
  }

  return (
    <Dialog title={t.lead.callBackTitle} onClose={onCancel}>
      <form className={css.form} noValidate onSubmit={submit}>
        <div className={css.presets}>
          {choices.map(p => (
            <Button key={p.label} onClick={() => onSubmit(p.at)}>
              {p.label}
            </Button>
          ))}
        </div>
        <Field
          label={t.lead.callBackAt}
          hint={t.lead.callBackZone(timeZone)}
          error={wrong ? t.lead.callBackPast : undefined}
        >
          <input
            type="datetime-local"
            value={wall}
            min={wallClock(now, timeZone)}
            onChange={e => {
              setWall(e.target.value)
              setWrong(false)
            }}
          />
        </Field>
        <div className={css.buttons}>
          <Button onClick={onCancel}>{t.app.cancel}</Button>
          <Button type="submit" look="primary">
            {t.lead.actions.callback}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
