import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useNavigate, useRouter, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react'
import { onSessionEnded } from '../api/client'
import type { Session } from '../api/types'
import { Kbd } from '../components/kbd'
import { useNotify } from '../components/notices'
import { dealersQuery } from '../features/dealers/queries'
import { countsQuery } from '../features/leads/queries'
import { signOut } from '../features/session/queries'
import { formatCount } from '../lib/format-number'
import { useShortcuts } from '../lib/shortcuts'
import { t } from '../text'
import { lastDealer, rememberDealer } from './last-dealer'
import { useLiveUpdates } from './live-updates'
import { useSession } from './session-context'
import css from './shell.module.css'
import { useFocusOnNewScreen } from './use-focus-on-new-screen'

const KeysDialog = lazy(() => import('./keys-dialog').then(m => ({ default: m.KeysDialog })))
const SessionEnded = lazy(() => import('../features/session/session-ended').then(m => ({ default: m.SessionEnded })))

/** What is around every screen of somebody who is signed in. */
export function Shell() {
  const { session } = useSession()
  const { user } = session
  const admin = user.role === 'admin'
  const navigate = useNavigate()
  const [keys, setKeys] = useState(false)
  const [menu, setMenu] = useState(false)
  const path = useRouterState({ select: s => s.location.pathname })
  const dealer = useCurrentDealer(session)
  const search = admin ? { dealer } : {}

  useFocusOnNewScreen()
  useLiveUpdates(dealer)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the menu closes whenever the screen changes
  useEffect(() => setMenu(false), [path])

  const go =
    (
      to:
        | '/dealer'
        | '/dealer/vehicles'
        | '/dealer/import'
        | '/dealer/risk-model'
        | '/dealer/settings'
        | '/dealer/spend'
        | '/dealer/results',
    ) =>
    () =>
      dealer ? void navigate({ to, search }) : undefined
  useShortcuts({
    '?': () => setKeys(true),
    'g q': go('/dealer'),
    'g v': go('/dealer/vehicles'),
    'g i': go('/dealer/import'),
    'g e': go('/dealer/results'),
    'g s': go('/dealer/settings'),
    'g o': admin ? () => void navigate({ to: '/admin' }) : undefined,
    'g f': admin ? () => void navigate({ to: '/admin/fleet-risk' }) : undefined,
    'g r': admin
      ? () => void navigate({ to: '/admin/risk-model' })
      : user.role === 'manager'
        ? go('/dealer/risk-model')
        : undefined,
    'g m': admin
      ? () => void navigate({ to: '/admin/spend' })
      : user.role === 'manager'
        ? go('/dealer/spend')
        : undefined,
    'g d': admin ? () => void navigate({ to: '/admin/dealers' }) : undefined,
  })

  return (
    <div className={css.shell}>
      <a href="#content" className={css.skip}>
        {t.app.skip}
      </a>
      <header className={css.side}>
        <div className={css.brandRow}>
          <Link to="/" className={css.brand}>
            <span className={css.logo} aria-hidden="true">
              F
            </span>
            {t.app.name}
          </Link>
          <button
            type="button"
            className={css.menu}
            aria-expanded={menu}
            aria-controls="navigation"
            onClick={() => setMenu(!menu)}
          >
            {t.app.menu}
          </button>
        </div>
        <div id="navigation" className={`${css.drawer} ${menu ? css.shown : ''}`}>
          <nav aria-label={t.app.navigation} className={css.nav}>
            <DealerLinks session={session} dealer={dealer} />
            {admin && (
              <>
                <p className={css.group}>{t.nav.group}</p>
                <ul>
                  <li>
                    <Link to="/admin" activeOptions={{ exact: true }} className={css.link}>
                      {t.nav.overview}
                    </Link>
                  </li>
                  <li>
                    <Link to="/admin/fleet-risk" activeOptions={{ includeSearch: false }} className={css.link}>
                      {t.nav.fleetRisk}
                    </Link>
                  </li>
                  <li>
                    <Link to="/admin/risk-model" activeOptions={{ includeSearch: false }} className={css.link}>
                      {t.nav.riskModel}
                    </Link>
                  </li>
                  <li>
                    <Link to="/admin/dealers" className={css.link}>
                      {t.nav.dealers}
                    </Link>
                  </li>
                  <li>
                    <Link to="/admin/spend" className={css.link}>
                      {t.nav.spend}
                    </Link>
                  </li>
                </ul>
              </>
            )}
          </nav>
          <Person session={session} onKeys={() => setKeys(true)} />
        </div>
      </header>
      <main id="content" className={css.main} tabIndex={-1}>
        <Outlet />
      </main>
      <Suspense>
        {keys && <KeysDialog onClose={() => setKeys(false)} />}
        <WhenSessionEnds />
      </Suspense>
    </div>
  )
}

/** The dealer whose portal is open, or, for an admin who is in none, the one that was open last. */
function useCurrentDealer({ user }: Session): string | undefined {
  const named = useRouterState({ select: s => (s.location.search as { dealer?: string }).dealer })
  const dealers = useQuery({ ...dealersQuery, enabled: user.role === 'admin' })
  useEffect(() => {
    if (named && user.role === 'admin') rememberDealer(named)
  }, [named, user.role])
  if (user.dealer) return user.dealer.code
  const known = (code: string | undefined) => dealers.data?.find(d => d.code === code)?.code
  return known(named) ?? known(lastDealer()) ?? dealers.data?.[0]?.code
}

function DealerLinks({ session: { user }, dealer }: { session: Session; dealer: string | undefined }) {
  const admin = user.role === 'admin'
  const navigate = useNavigate()
  const dealers = useQuery(dealersQuery)
  const counts = useQuery({ ...countsQuery(dealer ?? ''), enabled: dealer !== undefined })
  const path = useRouterState({ select: s => s.location.pathname })
  const own = dealers.data?.find(d => d.code === dealer)
  const search = admin ? { dealer } : {}
  const worthACall = counts.data && counts.data.open - counts.data.by_priority.RETENTION

  function switchTo(code: string) {
    // Where a screen is of the dealer as a whole, it is the same screen there.
    const same = (
      [
        '/dealer/vehicles',
        '/dealer/import',
        '/dealer/results',
        '/dealer/risk-model',
        '/dealer/settings',
        '/dealer/spend',
      ] as const
    ).find(p => p === path)
    void navigate({ to: same ?? '/dealer', search: { dealer: code } })
  }

  if (admin && !dealer) return null
  return (
    <>
      {admin ? (
        <select
          className={css.switcher}
          aria-label={t.nav.switchDealer}
          value={path.startsWith('/dealer') ? dealer : ''}
          onChange={e => switchTo(e.target.value)}
        >
          {!path.startsWith('/dealer') && <option value="">{own?.name ?? t.nav.dealer}</option>}
          {dealers.data?.map(d => (
            <option key={d.code} value={d.code}>
              {d.name}
            </option>
          ))}
        </select>
      ) : (
        <p className={css.group}>{user.dealer?.name}</p>
      )}
      <ul>
        <li>
          <Link
            to="/dealer"
            search={search}
            activeOptions={{ exact: true, includeSearch: false }}
            className={`${css.link} ${path.startsWith('/dealer/leads') ? css.active : ''}`}
          >
            {t.nav.queue}
            {worthACall !== undefined && <span className={css.count}>{formatCount(worthACall)}</span>}
          </Link>
        </li>
        <li>
          <Link to="/dealer/vehicles" search={search} activeOptions={{ includeSearch: false }} className={css.link}>
            {t.nav.vehicles}
            {own && <span className={css.count}>{formatCount(own.vehicles)}</span>}
          </Link>
        </li>
        <li>
          <Link to="/dealer/import" search={search} activeOptions={{ includeSearch: false }} className={css.link}>
            {t.nav.import}
          </Link>
        </li>
        <li>
          <Link to="/dealer/results" search={search} activeOptions={{ includeSearch: false }} className={css.link}>
            {t.nav.results}
          </Link>
        </li>
        {user.role === 'manager' && (
          <li>
            <Link to="/dealer/risk-model" className={css.link}>
              {t.nav.riskModel}
            </Link>
          </li>
        )}
        {user.role === 'manager' && (
          <li>
            <Link to="/dealer/spend" className={css.link}>
              {t.nav.spend}
            </Link>
          </li>
        )}
        <li>
          <Link to="/dealer/settings" search={search} activeOptions={{ includeSearch: false }} className={css.link}>
            {t.nav.settings}
          </Link>
        </li>
      </ul>
    </>
  )
}

function Person({ session: { user }, onKeys }: { session: Session; onKeys: () => void }) {
  const { onLeave } = useSession()
  const [leaving, setLeaving] = useState(false)
  const notify = useNotify()
  const online = useOnline()
  return (
    <div className={css.person}>
      <p className={css.offline} role="status">
        {online ? '' : t.problem.offline}
      </p>
      <p className={css.name}>{user.name}</p>
      <p className={css.role}>
        {t.role[user.role]} ·{' '}
        <button type="button" className={css.quiet} onClick={onKeys} aria-keyshortcuts="?" aria-haspopup="dialog">
          <Kbd>?</Kbd> {t.nav.keys}
        </button>
      </p>
      <button
        type="button"
        className={css.quiet}
        disabled={leaving}
        onClick={() => {
          setLeaving(true)
          signOut().then(onLeave, () => {
            setLeaving(false)
            notify(t.session.signOutFailed)
          })
        }}
      >
        {t.nav.signOut}
      </button>
    </div>
  )
}

/** Over whatever is open, when the portal no longer knows the session. */
function WhenSessionEnds() {
  const { session, onSession, onLeave } = useSession()
  const client = useQueryClient()
  const router = useRouter()
  const [ended, setEnded] = useState(false)
  useEffect(() => onSessionEnded(() => setEnded(true)), [])
  if (!ended) return null
  return (
    <SessionEnded
      user={session.user}
      onLeave={onLeave}
      onSignedIn={now => {
        setEnded(false)
        onSession(now)
        void client.refetchQueries({ type: 'active', predicate: q => q.state.status === 'error' })
        void router.invalidate()
      }}
    />
  )
}

function useOnline(): boolean {
  return useSyncExternalStore(
    notify => {
      window.addEventListener('online', notify)
      window.addEventListener('offline', notify)
      return () => {
        window.removeEventListener('online', notify)
        window.removeEventListener('offline', notify)
      }
    },
    () => navigator.onLine,
  )
}
