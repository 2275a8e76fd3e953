import type { ReactNode } from 'react'
import { t } from '../text'
import { Button } from './button'
import css from './confirm-dialog.module.css'
import { Dialog } from './dialog'
import { ErrorMessage } from './error-message'

interface Props {
  title: string
  /** What the button that does it says. */
  action: string
  busy?: boolean
  error?: { text: string; requestId?: string }
  onConfirm: () => void
  onClose: () => void
  children: ReactNode
}

/** Asks before something that cannot be undone. */
export function ConfirmDialog({ title, action, busy, error, onConfirm, onClose, children }: Props) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div className={css.body}>
        {error && <ErrorMessage {...error} />}
        <p>{children}</p>
        <div className={css.buttons}>
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button look="primary" disabled={busy} onClick={onConfirm}>
            {action}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
