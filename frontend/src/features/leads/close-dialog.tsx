import { type FormEvent, useState } from 'react'
import type { ClosedReason } from '../../api/types'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { t } from '../../text'
import css from './lead-actions.module.css'

const reasons = Object.keys(t.closedReason) as ClosedReason[]

/** Asks why a lead is done. */
export function CloseDialog({
  onCancel,
  onSubmit,
}: {
  onCancel: () => void
  onSubmit: (reason: ClosedReason) => void
}) {
  const [reason, setReason] = useState<ClosedReason>()

  function submit(e: FormEvent) {
    e.preventDefault()
    if (reason) onSubmit(reason)
  }

  return (
    <Dialog title={t.lead.closeTitle} onClose={onCancel}>
      <form className={css.form} onSubmit={submit}>
        <fieldset className={css.reasons}>
          <legend className={css.unseen}>{t.lead.closeReason}</legend>
          {reasons.map(r => (
            <label key={r} className={css.reason}>
              <input type="radio" name="reason" value={r} checked={reason === r} onChange={() => setReason(r)} />
              {t.closedReason[r]}
            </label>
          ))}
        </fieldset>
        <p className={css.closed}>{t.lead.closedForGood}</p>
        <div className={css.buttons}>
          <Button onClick={onCancel}>{t.app.cancel}</Button>
          <Button type="submit" look="primary" disabled={!reason}>
            {t.lead.closeSubmit}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
