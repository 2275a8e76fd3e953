import { type FormEvent, useRef, useState } from 'react'
import { describeError } from '../../api/describe-error'
import type { CreatedApiKey, Dealer, KeyScope } from '../../api/types'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { ErrorMessage } from '../../components/error-message'
import { Field } from '../../components/field'
import { SecretField } from '../../components/secret-field'
import { momentOf, wallClock } from '../../lib/zoned-time'
import { t } from '../../text'
import { exampleRequest } from './example-request'
import css from './people.module.css'
import { useCreateKey } from './queries'

const scopes: KeyScope[] = ['read', 'write']

/** Asks what a key is for, what it may do and until when. */
export function NewKeyDialog({
  dealer,
  onCreated,
  onClose,
}: {
  dealer: Dealer
  onCreated: (created: CreatedApiKey) => void
  onClose: () => void
}) {
  const create = useCreateKey(dealer.code)
  const input = useRef<HTMLInputElement>(null)
  const endsOn = useRef<HTMLInputElement>(null)
  const [scope, setScope] = useState<KeyScope>('read')
  const [missing, setMissing] = useState<string>()

  function submit(e: FormEvent<HTMLFormElement>) {
    e.preventDefault()
    const name = input.current?.value.trim() ?? ''
    setMissing(name ? undefined : t.apiKeys.missingName)
    if (!name) return input.current?.focus()
    const day = endsOn.current?.value
    const expires = day ? momentOf(`${day}T00:00`, dealer.time_zone) : undefined
    create.mutate({ name, scope, expires_at: expires?.toISOString() }, { onSuccess: onCreated })
  }

  return (
    <Dialog title={t.apiKeys.createTitle} onClose={onClose}>
      <form className={css.form} noValidate onSubmit={submit}>
        {create.isError && <ErrorMessage {...describeError(create.error)} />}
        <Field label={t.apiKeys.name} hint={t.apiKeys.nameHint} error={missing}>
          <input ref={input} maxLength={80} autoComplete="off" />
        </Field>
        <fieldset className={css.choices}>
          <legend>{t.apiKeys.scope}</legend>
          {scopes.map(s => (
            <label key={s} className={css.choice}>
              <input type="radio" name="scope" value={s} checked={scope === s} onChange={() => setScope(s)} />
              <span>
                {t.apiKeys.scopes[s]}
                <span className={css.under}>{t.apiKeys.scopeHints[s]}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <Field label={t.apiKeys.expires} hint={t.apiKeys.expiresHint}>
          <input
            ref={endsOn}
            type="date"
            min={wallClock(new Date(Date.now() + 86_400_000), dealer.time_zone).slice(0, 10)}
          />
        </Field>
        <div className={css.buttons}>
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button type="submit" look="primary" disabled={create.isPending}>
            {create.isPending ? t.apiKeys.submitting : t.apiKeys.submit}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** A key as it was made, to be taken along now: it is shown no other time. */
export function CreatedKeyDialog({ created, onClose }: { created: CreatedApiKey; onClose: () => void }) {
  return (
    <Dialog title={t.apiKeys.createdTitle(created.key.name)} onClose={onClose} wide>
      <div className={css.form}>
        <p className={css.note}>{t.apiKeys.createdLead}</p>
        <SecretField label={t.apiKeys.secret} value={created.secret} copy={t.apiKeys.copy} copied={t.apiKeys.copied} />
        <div>
          <p className={css.note}>{t.apiKeys.tryIt}</p>
          <pre className={css.example}>{exampleRequest(created.secret)}</pre>
        </div>
        <div className={css.buttons}>
          <Button onClick={onClose}>{t.apiKeys.done}</Button>
        </div>
      </div>
    </Dialog>
  )
}
