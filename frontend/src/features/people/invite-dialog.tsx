import { type FormEvent, useRef, useState } from 'react'
import { ApiError, hasStatus } from '../../api/api-error'
import { describeError } from '../../api/describe-error'
import type { Dealer, OneTimeLink, Role, User } from '../../api/types'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { ErrorMessage } from '../../components/error-message'
import { Field } from '../../components/field'
import { t } from '../../text'
import css from './people.module.css'
import { useInvite } from './queries'

interface Props {
  user: User
  dealer: Dealer | undefined
  /** The dealers to choose from, where people of all of them are shown. */
  dealers: readonly Dealer[] | undefined
  onInvited: (link: OneTimeLink) => void
  onClose: () => void
}

/** Asks whom to invite to be what. */
export function InviteDialog({ user, dealer, dealers, onInvited, onClose }: Props) {
  const invite = useInvite()
  const form = useRef<HTMLFormElement>(null)
  const [role, setRole] = useState<Role>('advisor')
  const [wrong, setWrong] = useState<{ email?: string; dealer?: string }>({})
  const roles: Role[] = user.role === 'admin' && dealers ? ['advisor', 'manager', 'admin'] : ['advisor', 'manager']
  const choosesDealer = dealers !== undefined && role !== 'admin'
  const focus = (field: string) => (form.current?.elements.namedItem(field) as HTMLElement | null)?.focus()

  function submit(e: FormEvent<HTMLFormElement>) {
    e.preventDefault()
    const data = new FormData(e.currentTarget)
    const email = String(data.get('email')).trim()
    const code = choosesDealer ? String(data.get('dealer')) : dealers ? '' : dealer?.code
    const now = {
      email: /^\S+@\S+$/.test(email) ? undefined : t.people.badEmail,
      dealer: choosesDealer && !code ? t.people.missingDealer : undefined,
    }
    setWrong(now)
    if (now.email || now.dealer) return focus(now.email ? 'email' : 'dealer')
    invite.mutate(
      { email, role, ...(code ? { dealer: code } : {}) },
      {
        onSuccess: onInvited,
        onError: error => {
          if (hasStatus(error, 409)) setWrong({ email: t.people.taken })
          else if (error instanceof ApiError && error.field('email')) setWrong({ email: t.people.badEmail })
          else return
          focus('email')
        },
      },
    )
  }

  const unnamed = invite.isError && !wrong.email && !wrong.dealer
  return (
    <Dialog title={t.people.inviteTitle} onClose={onClose}>
      <p className={css.note}>{t.people.inviteLead}</p>
      <form ref={form} className={css.form} noValidate onSubmit={submit}>
        {unnamed && <ErrorMessage {...describeError(invite.error)} />}
        <Field label={t.people.email} error={wrong.email}>
          <input
            name="email"
            type="email"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={254}
          />
        </Field>
        <fieldset className={css.choices}>
          <legend>{t.people.role}</legend>
          {roles.map(r => (
            <label key={r} className={css.choice}>
              <input type="radio" name="role" value={r} checked={role === r} onChange={() => setRole(r)} />
              <span>
                {t.role[r]}
                <span className={css.under}>{t.people.roleHints[r]}</span>
              </span>
            </label>
          ))}
        </fieldset>
        {choosesDealer && (
          <Field label={t.people.dealer} error={wrong.dealer}>
            <select name="dealer" defaultValue={dealer?.code ?? ''}>
              <option value="" />
              {dealers.map(d => (
                <option key={d.code} value={d.code}>
                  {d.name}
                </option>
              ))}
            </select>
          </Field>
        )}
        <div className={css.buttons}>
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button type="submit" look="primary" disabled={invite.isPending}>
            {invite.isPending ? t.people.submitting : t.people.submit}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
