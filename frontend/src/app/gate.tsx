import { lazy, StrictMode, Suspense, useCallback, useEffect, useState } from 'react'
import { describeError } from '../api/describe-error'
import type { Session } from '../api/types'
import { ErrorMessage } from '../components/error-message'
import { readSession } from '../features/session/queries'
import { SignInPage } from '../features/session/sign-in-page'
import { localPath } from '../lib/local-path'
import css from './gate.module.css'

const signInPath = '/sign-in'
const hintKey = 'portal.was-signed-in'

const load = () => import('./portal')
const Portal = lazy(() => load().then(m => ({ default: m.Portal })))

/**
 * Lets in who is signed in, and asks everybody else to sign in. The portal itself is loaded only then, so
 * that the sign-in page is small.
 */
export function Gate() {
  // Somebody on the sign-in page who never signed in here need not be asked for.
  const [stranger] = useState(() => window.location.pathname === signInPath && !localStorage.getItem(hintKey))
  const [session, setSession] = useState<Session | null | undefined>(stranger ? null : undefined)
  const [error, setError] = useState<unknown>()

  const enter = useCallback((now: Session) => {
    localStorage.setItem(hintKey, 'yes')
    if (window.location.pathname === signInPath) {
      const next = localPath(new URLSearchParams(window.location.search).get('next'))
      window.history.replaceState(null, '', next ?? now.home)
    }
    setSession(now)
  }, [])

  const leave = useCallback((keepPlace: boolean) => {
    localStorage.removeItem(hintKey)
    const { pathname, search } = window.location
    if (pathname !== signInPath) {
      const next = keepPlace && pathname !== '/' ? `?next=${encodeURIComponent(pathname + search)}` : ''
      window.history.replaceState(null, '', signInPath + next)
    }
    setSession(null)
  }, [])

  const ask = useCallback(() => {
    setError(undefined)
    readSession().then(now => (now ? enter(now) : leave(true)), setError)
  }, [enter, leave])

  useEffect(() => {
    if (stranger) return
    // Who was signed in the last time probably still is.
    if (localStorage.getItem(hintKey)) void load()
    ask()
  }, [ask, stranger])

  useEffect(() => {
    if (session === null) void load()
  }, [session])

  return (
    <StrictMode>
      {error !== undefined ? (
        <main className={css.failed}>
          <ErrorMessage {...describeError(error)} onRetry={ask} />
        </main>
      ) : session === null ? (
        <SignInPage onSignedIn={enter} />
      ) : (
        session && (
          <Suspense>
            <Portal key={session.user.id} session={session} onSession={enter} onLeave={() => leave(false)} />
          </Suspense>
        )
      )}
    </StrictMode>
  )
}
