import { type FormEvent, useRef, useState } from 'react'
import { ApiError, hasStatus } from '../../api/api-error'
import { describeError } from '../../api/describe-error'
import type { Session } from '../../api/types'
import { Button } from '../../components/button'
import { ErrorMessage } from '../../components/error-message'
import { Field } from '../../components/field'
import { t } from '../../text'
import { signIn } from './queries'
import css from './session.module.css'

/** Asks for e-mail address and password. A wrong pair empties the password only. */
export function SignInForm({ email = '', onSignedIn }: { email?: string; onSignedIn: (session: Session) => void }) {
  const form = useRef<HTMLFormElement>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const [missing, setMissing] = useState<{ email?: string; password?: string }>({})
  const [shown, setShown] = useState(false)
  const field = (name: string) => form.current?.elements.namedItem(name) as HTMLInputElement | null

  async function submit(e: FormEvent<HTMLFormElement>) {
    e.preventDefault()
    const data = new FormData(e.currentTarget)
    const address = String(data.get('email')).trim()
    const password = String(data.get('password'))
    setMissing({
      email: address ? undefined : t.session.missingEmail,
      password: password ? undefined : t.session.missingPassword,
    })
    if (!address || !password) {
      field(address ? 'password' : 'email')?.focus()
      return
    }
    setBusy(true)
    setError(undefined)
    try {
      onSignedIn(await signIn(address, password))
    } catch (failure) {
      setError(failure)
      setBusy(false)
      const wrong = field('password')
      if (wrong) wrong.value = ''
      wrong?.focus()
    }
  }

  return (
    <form ref={form} className={css.form} noValidate onSubmit={e => void submit(e)}>
      {error !== undefined && <ErrorMessage {...said(error)} />}
      <Field label={t.session.email} error={missing.email}>
        <input
          name="email"
          type="email"
          autoComplete="username"
          inputMode="email"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={254}
          defaultValue={email}
        />
      </Field>
      <div className={css.password}>
        <Field label={t.session.password} error={missing.password}>
          <input name="password" type={shown ? 'text' : 'password'} autoComplete="current-password" maxLength={256} />
        </Field>
        <button type="button" className={css.show} aria-pressed={shown} onClick={() => setShown(!shown)}>
          {shown ? t.session.hide : t.session.show}
        </button>
      </div>
      <Button type="submit" look="primary" disabled={busy} className={css.submit}>
        {busy ? t.session.submitting : t.session.submit}
      </Button>
    </form>
  )
}

function said(error: unknown): { text: string; requestId?: string } {
  if (hasStatus(error, 401)) return { text: t.session.wrong }
  if (error instanceof ApiError && error.status === 429) return { text: t.session.busy(error.retryAfter ?? 2) }
  return describeError(error)
}
