import { lazy, StrictMode, Suspense, useCallback, useEffect, useState } from 'react'
import { forgetAhead } from '../api/ahead'
import { describeError } from '../api/describe-error'
import type { Session } from '../api/types'
import { ErrorMessage } from '../components/error-message'
import { readSession } from '../features/session/queries'
import { SignInPage } from '../features/session/sign-in-page'
import { localPath } from '../lib/local-path'
import { loadPortal, prepare, prepareQueue } from './ahead'
import css from './gate.module.css'

const signInPath = '/sign-in'
const joinPath = '/join'

const Portal = lazy(() => loadPortal().then(m => ({ default: m.Portal })))
const JoinPage = lazy(() => import('../features/session/join-page').then(m => ({ default: m.JoinPage })))

/** The portal sets this cookie beside the session's, which scripts cannot see: without it there is none to ask for. */
const hint = 'portal_signed_in'
const maybeSignedIn = () => document.cookie.split('; ').some(c => c.startsWith(`${hint}=`))

/**
 * Lets in who is signed in, and asks everybody else to sign in. The portal itself is loaded only then, so
 * that the sign-in page is small.
 */
export function Gate() {
  // Somebody who is surely not signed in need not be asked for.
  const [stranger] = useState(() => !maybeSignedIn())
  const [invited] = useState(() => window.location.pathname === joinPath)
  const [joined, setJoined] = useState(false)
  const [session, setSession] = useState<Session | null | undefined>(stranger ? null : undefined)
  const [error, setError] = useState<unknown>()

  const enter = useCallback((now: Session) => {
    if (window.location.pathname === joinPath) {
      window.history.replaceState(null, '', now.home)
      setJoined(true)
    }
    if (window.location.pathname === signInPath) {
      const next = localPath(new URLSearchParams(window.location.search).get('next'))
      window.history.replaceState(null, '', next ?? now.home)
    }
    setSession(now)
  }, [])

  const leave = useCallback((keepPlace: boolean) => {
    forgetAhead()
    // biome-ignore lint/suspicious/noDocumentCookie: the portal's own hint, which it cannot take back where nobody asks it
    document.cookie = `${hint}=; Path=/; Max-Age=0`
    const { pathname, search } = window.location
    if (pathname !== signInPath) {
      const next = keepPlace && pathname !== '/' ? `?next=${encodeURIComponent(pathname + search)}` : ''
      window.history.replaceState(null, '', signInPath + next)
    }
    setSession(null)
  }, [])

  const ask = useCallback(() => {
    setError(undefined)
    readSession().then(now => {
      if (!now) return leave(true)
      prepareQueue(now.user.dealer?.code)
      enter(now)
    }, setError)
  }, [enter, leave])

  useEffect(() => {
    if (invited) return
    if (stranger) return leave(true)
    // Who was signed in the last time probably still is.
    prepare()
    ask()
  }, [ask, leave, invited, stranger])

  useEffect(() => {
    if (session === null || invited) void loadPortal()
  }, [session, invited])

  return (
    <StrictMode>
      {invited && !joined ? (
        <Suspense>
          <JoinPage onSignedIn={enter} />
        </Suspense>
      ) : error !== undefined ? (
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
