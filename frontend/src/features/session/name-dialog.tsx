import { type FormEvent, useRef, useState } from 'react'
import { ApiError } from '../../api/api-error'
import { describeError } from '../../api/describe-error'
import type { Session } from '../../api/types'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { ErrorMessage } from '../../components/error-message'
import { Field } from '../../components/field'
import { useNotify } from '../../components/notices'
import { t } from '../../text'
import { changeName } from './queries'
import css from './session.module.css'

interface Props {
  name: string
  onRenamed: (session: Session) => void
  onClose: () => void
}

/** Changes what one is called oneself. */
export function NameDialog({ name: present, onRenamed, onClose }: Props) {
  const input = useRef<HTMLInputElement>(null)
  const notify = useNotify()
  const [name, setName] = useState(present)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const [wrong, setWrong] = useState<string>()

  function refuse(why: string) {
    setWrong(why)
    input.current?.focus()
  }

  async function submit(e: FormEvent) {
    e.preventDefault()
    setWrong(undefined)
    setError(undefined)
    if (!name.trim()) return refuse(t.join.missingName)
    setBusy(true)
    try {
      const session = await changeName(name.trim())
      notify(t.ownName.changed(session.user.name))
      onRenamed(session)
      onClose()
    } catch (failure) {
      setBusy(false)
      const field = failure instanceof ApiError && failure.field('name')
      if (field) refuse(field)
      else setError(failure)
    }
  }

  return (
    <Dialog title={t.ownName.title} onClose={onClose} focus={input}>
      <p className={css.ended}>{t.ownName.lead}</p>
      <form className={css.form} noValidate onSubmit={e => void submit(e)}>
        {error !== undefined && <ErrorMessage {...describeError(error)} />}
        <Field label={t.join.name} error={wrong}>
          <input
            ref={input}
            name="name"
            autoComplete="name"
            maxLength={120}
            value={name}
            onChange={e => setName(e.target.value)}
          />
        </Field>
        <div className={css.buttons}>
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button type="submit" look="primary" disabled={busy}>
            {busy ? t.ownName.submitting : t.ownName.submit}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
