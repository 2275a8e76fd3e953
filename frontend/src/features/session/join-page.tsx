import { useCallback, useEffect, useState } from 'react'
import { describeError } from '../../api/describe-error'
import type { LinkPurpose, Session } from '../../api/types'
import { buttonClass } from '../../components/button'
import { ErrorMessage } from '../../components/error-message'
import { Loading } from '../../components/loading'
import { t } from '../../text'
import { JoinForm } from './join-form'
import { readLink } from './queries'
import css from './session.module.css'

const tokenNow = () => window.location.hash.slice(1)

/** Where a one-time link leads: whoever opens it sets a password and is signed in. */
export function JoinPage({ onSignedIn }: { onSignedIn: (session: Session) => void }) {
  const [token, setToken] = useState(tokenNow)
  const [purpose, setPurpose] = useState<LinkPurpose | null>()
  const [error, setError] = useState<unknown>()

  const read = useCallback(() => {
    setError(undefined)
    setPurpose(undefined)
    if (!token) return setPurpose(null)
    readLink(token).then(setPurpose, setError)
  }, [token])
  useEffect(read, [read])

  // Another link that is opened in the same tab changes nothing but what follows the #.
  useEffect(() => {
    const changed = () => setToken(tokenNow())
    window.addEventListener('hashchange', changed)
    return () => window.removeEventListener('hashchange', changed)
  }, [])

  const title =
    purpose === null
      ? t.join.goneTitle
      : purpose?.purpose === 'password'
        ? t.join.passwordTitle
        : t.join.invitationTitle
  useEffect(() => {
    document.title = `${title} · ${t.app.name}`
  }, [title])

  return (
    <main className={css.page}>
      <div className={css.box}>
        <p className={css.brand}>
          <span className={css.logo} aria-hidden="true">
            F
          </span>
          {t.app.name}
        </p>
        <h1 className={css.title}>{title}</h1>
        {error !== undefined ? (
          <ErrorMessage {...describeError(error)} onRetry={read} />
        ) : purpose === undefined ? (
          <Loading rows={4} />
        ) : purpose === null ? (
          <>
            <p className={css.lead}>{t.join.gone}</p>
            <a href="/sign-in" className={buttonClass()}>
              {t.join.toSignIn}
            </a>
          </>
        ) : (
          <JoinForm
            key={token}
            token={token}
            purpose={purpose}
            onSignedIn={onSignedIn}
            onGone={() => setPurpose(null)}
          />
        )}
        <p className={css.disclaimer}>{t.session.disclaimer}</p>
      </div>
    </main>
  )
}
