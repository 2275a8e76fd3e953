import { type FormEvent, useRef, useState } from 'react'
import { ApiError } from '../../api/api-error'
import { describeError } from '../../api/describe-error'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { ErrorMessage } from '../../components/error-message'
import { Field } from '../../components/field'
import { useNotify } from '../../components/notices'
import { t } from '../../text'
import { changePassword } from './queries'
import css from './session.module.css'

/** Changes one's own password, which takes the present one. */
export function PasswordDialog({ email, onClose }: { email: string; onClose: () => void }) {
  const form = useRef<HTMLFormElement>(null)
  const notify = useNotify()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const [wrong, setWrong] = useState<{ current?: string; next?: string }>({})
  const focus = (field: string) => (form.current?.elements.namedItem(field) as HTMLInputElement | null)?.focus()

  async function submit(e: FormEvent<HTMLFormElement>) {
    e.preventDefault()
    const data = new FormData(e.currentTarget)
    const [current, next] = [String(data.get('current')), String(data.get('next'))]
    const now = {
      current: current ? undefined : t.password.missingCurrent,
      next: [...next].length < 8 ? t.join.shortPassword : undefined,
    }
    setWrong(now)
    setError(undefined)
    if (now.current || now.next) return focus(now.current ? 'current' : 'next')
    setBusy(true)
    try {
      await changePassword(current, next)
      notify(t.password.changed)
      onClose()
    } catch (failure) {
      setBusy(false)
      if (failure instanceof ApiError && failure.field('current')) {
        setWrong({ current: t.password.wrongCurrent })
        focus('current')
      } else setError(failure)
    }
  }

  return (
    <Dialog title={t.password.title} onClose={onClose}>
      <p className={css.ended}>{t.password.lead}</p>
      <form ref={form} className={css.form} noValidate onSubmit={e => void submit(e)}>
        {error !== undefined && <ErrorMessage {...describeError(error)} />}
        <input type="hidden" name="username" autoComplete="username" value={email} />
        <Field label={t.password.current} error={wrong.current}>
          <input name="current" type="password" autoComplete="current-password" maxLength={256} />
        </Field>
        <Field label={t.password.next} hint={t.password.nextHint} error={wrong.next}>
          <input name="next" type="password" autoComplete="new-password" maxLength={256} />
        </Field>
        <div className={css.buttons}>
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button type="submit" look="primary" disabled={busy}>
            {busy ? t.password.submitting : t.password.submit}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
