import { type FormEvent, useRef, useState } from 'react'
import { ApiError, hasStatus } from '../../api/api-error'
import { describeError } from '../../api/describe-error'
import type { LinkPurpose, Session } from '../../api/types'
import { Button } from '../../components/button'
import { ErrorMessage } from '../../components/error-message'
import { Field } from '../../components/field'
import { t } from '../../text'
import { consumeLink } from './queries'
import css from './session.module.css'

const leastPassword = 8

interface Props {
  token: string
  purpose: LinkPurpose
  onSignedIn: (session: Session) => void
  /** Called when the link has stopped working meanwhile. */
  onGone: () => void
}

/** Asks for a password, and of somebody who is new for a name. */
export function JoinForm({ token, purpose, onSignedIn, onGone }: Props) {
  const isNew = purpose.purpose === 'invitation'
  const form = useRef<HTMLFormElement>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const [wrong, setWrong] = useState<{ name?: string; password?: string }>({})
  const [shown, setShown] = useState(false)
  const focus = (field: string) => (form.current?.elements.namedItem(field) as HTMLInputElement | null)?.focus()

  async function submit(e: FormEvent<HTMLFormElement>) {
    e.preventDefault()
    const data = new FormData(e.currentTarget)
    const name = String(data.get('name') ?? '').trim()
    const password = String(data.get('password'))
    const now = {
      name: isNew && !name ? t.join.missingName : undefined,
      password: [...password].length < leastPassword ? t.join.shortPassword : undefined,
    }
    setWrong(now)
    if (now.name || now.password) return focus(now.name ? 'name' : 'password')
    setBusy(true)
    setError(undefined)
    try {
      onSignedIn(await consumeLink({ token, password, ...(isNew ? { name } : {}) }))
    } catch (failure) {
      if (hasStatus(failure, 404)) return onGone()
      if (failure instanceof ApiError && failure.status === 400) {
        setWrong({ name: failure.field('name'), password: failure.field('password') })
      }
      setError(failure)
      setBusy(false)
    }
  }

  return (
    <>
      <p className={css.lead}>
        {isNew
          ? `${t.join.invitation(t.role[purpose.role], purpose.dealer)} ${t.join.invitationLead}`
          : t.join.passwordLead(purpose.name)}
      </p>
      <form ref={form} className={css.form} noValidate onSubmit={e => void submit(e)}>
        {error !== undefined && <ErrorMessage {...said(error)} />}
        <Field label={t.join.email}>
          <input name="email" autoComplete="username" readOnly value={purpose.email} />
        </Field>
        {isNew && (
          <Field label={t.join.name} hint={t.join.nameHint} error={wrong.name}>
            <input name="name" autoComplete="name" maxLength={120} />
          </Field>
        )}
        <div className={css.password}>
          <Field label={t.join.password} hint={t.join.passwordHint} error={wrong.password}>
            <input name="password" type={shown ? 'text' : 'password'} autoComplete="new-password" maxLength={256} />
          </Field>
          <button type="button" className={css.show} aria-pressed={shown} onClick={() => setShown(!shown)}>
            {shown ? t.session.hide : t.session.show}
          </button>
        </div>
        <Button type="submit" look="primary" disabled={busy} className={css.submit}>
          {busy ? t.join.submitting : t.join.submit}
        </Button>
      </form>
    </>
  )
}

function said(error: unknown): { text: string; requestId?: string } {
  if (error instanceof ApiError && error.status === 429) return { text: t.session.busy(error.retryAfter ?? 2) }
  return describeError(error)
}
