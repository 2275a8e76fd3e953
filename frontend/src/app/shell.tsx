import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useNavigate, useRouter, useRouterState } from '@tanstack/react-router'
import { lazy, memo, Suspense, useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { onSessionEnded } from '../api/client'
import type { Session } from '../api/types'
import { Kbd } from '../components/kbd'
import { useNotify } from '../components/notices'
import { DialogOnItsWay } from '../components/on-its-way'
import { dealersQuery } from '../features/dealers/queries'
import { countsQuery } from '../features/leads/queries'
import { signOut } from '../features/session/queries'
import { formatCount } from '../lib/format-number'
import { useCommandKey, useShortcuts } from '../lib/shortcuts'
import { t } from '../text'
import type { Command } from './commands'
import { lastDealer, rememberDealer } from './last-dealer'
import { lazyScreen } from './lazy-screen'
import { useLiveUpdates } from './live-updates'
import { useSession } from './session-context'
import css from './shell.module.css'
import { useFocusOnNewScreen } from './use-focus-on-new-screen'

const { Screen: Palette, preload: preloadPalette } = lazyScreen(() => import('./palette').then(m => m.Palette))
const KeysDialog = lazy(() => import('./keys-dialog').then(m => ({ default: m.KeysDialog })))
const NameDialog = lazy(() => import('../features/session/name-dialog').then(m => ({ default: m.NameDialog })))
const PasswordDialog = lazy(() =>
  import('../features/session/password-dialog').then(m => ({ default: m.PasswordDialog })),
)
const SessionEnded = lazy(() => import('../features/session/session-ended').then(m => ({ default: m.SessionEnded })))

/** What is around every screen of somebody who is signed in. */
export function Shell() {
  const { session } = useSession()
  const { user } = session
  const admin = user.role === 'admin'
  const [keys, setKeys] = useState(false)
  const [palette, setPalette] = useState(false)
  const [menu, setMenu] = useState(false)
  const router = useRouter()
  const dealer = useCurrentDealer(session)

  useFocusOnNewScreen()
  useLiveUpdates(dealer)
  useEffect(() => router.subscribe('onBeforeLoad', ({ pathChanged }) => pathChanged && setMenu(false)), [router])

  const screens = useScreens(session, dealer)
  const leave = useLeaving()
  const onKeys = useCallback(() => setKeys(true), [])
  const onPalette = useCallback(() => {
    setMenu(false)
    setPalette(true)
  }, [])
  useShortcuts({
    '?': onKeys,
    ...Object.fromEntries(screens.map(s => [s.key, s.run])),
  })
  useCommandKey('k', () => setPalette(true))
  // When everything else is there, so that it opens at once.
  useEffect(() => {
    const id = setTimeout(preloadPalette, 4000)
    return () => clearTimeout(id)
  }, [])

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
            {admin && <GroupLinks />}
          </nav>
          <Person session={session} leave={leave} onKeys={onKeys} onPalette={onPalette} />
        </div>
      </header>
      <main id="content" className={css.main} tabIndex={-1}>
        <Outlet />
      </main>
      <Suspense fallback={<DialogOnItsWay />}>
        {palette && (
          <Palette
            session={session}
            dealer={dealer}
            screens={screens}
            onKeys={onKeys}
            onSignOut={leave.run}
            onClose={() => setPalette(false)}
          />
        )}
        {keys && <KeysDialog onClose={() => setKeys(false)} />}
      </Suspense>
      <Suspense>
        <WhenSessionEnds />
      </Suspense>
    </div>
  )
}

/** Where this person can go, with the keys that lead there. */
function useScreens({ user }: Session, dealer: string | undefined): (Command & { key: string })[] {
  const navigate = useNavigate()
  return useMemo(() => {
    const admin = user.role === 'admin'
    const screen = (key: string, label: string, run: () => void) =>
      ({ id: `screen-${key}`, group: 'screens', label, key, run }) as const
    const search = admin ? { dealer } : {}
    const at =
      (
        to:
          | '/dealer'
          | '/dealer/vehicles'
          | '/dealer/import'
          | '/dealer/results'
          | '/dealer/risk-model'
          | '/dealer/people'
          | '/dealer/settings'
          | '/dealer/spend',
      ) =>
      () =>
        void navigate({ to, search })
    const group =
      (to: '/admin' | '/admin/fleet-risk' | '/admin/risk-model' | '/admin/dealers' | '/admin/spend') => () =>
        void navigate({ to })
    return [
      ...(dealer === undefined
        ? []
        : [
            screen('g q', t.nav.queue, at('/dealer')),
            screen('g v', t.nav.vehicles, at('/dealer/vehicles')),
            screen('g i', t.nav.import, at('/dealer/import')),
            screen('g e', t.nav.results, at('/dealer/results')),
            ...(user.role === 'manager' ? [screen('g m', t.nav.spend, at('/dealer/spend'))] : []),
            ...(user.role === 'manager' ? [screen('g r', t.nav.riskModel, at('/dealer/risk-model'))] : []),
            ...(user.role === 'manager' ? [screen('g p', t.nav.people, at('/dealer/people'))] : []),
            screen('g s', t.nav.settings, at('/dealer/settings')),
          ]),
      ...(admin
        ? [
            screen('g o', t.nav.overview, group('/admin')),
            screen('g f', t.nav.fleetRisk, group('/admin/fleet-risk')),
            screen('g r', t.nav.riskModel, group('/admin/risk-model')),
            screen('g d', t.nav.dealers, group('/admin/dealers')),
            screen('g m', t.nav.spend, group('/admin/spend')),
            screen('g p', t.nav.people, () => void navigate({ to: '/admin/people', search: {} })),
          ]
        : []),
    ]
  }, [user.role, dealer, navigate])
}

/** Signs the person out; while that goes on it cannot be asked for again. */
function useLeaving() {
  const { onLeave } = useSession()
  const [leaving, setLeaving] = useState(false)
  const notify = useNotify()
  const run = useCallback(() => {
    setLeaving(true)
    signOut().then(onLeave, () => {
      setLeaving(false)
      notify(t.session.signOutFailed)
    })
  }, [onLeave, notify])
  return useMemo(() => ({ leaving, run }), [leaving, run])
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

interface DealerLinksProps {
  session: Session
  dealer: string | undefined
}

/** The screens of the group as a whole. */
const GroupLinks = memo(function GroupLinks() {
  return (
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
          <Link to="/admin/people" search={{}} activeOptions={{ includeSearch: false }} className={css.link}>
            {t.nav.people}
          </Link>
        </li>
        <li>
          <Link to="/admin/spend" className={css.link}>
            {t.nav.spend}
          </Link>
        </li>
      </ul>
    </>
  )
})

const DealerLinks = memo(function DealerLinks({ session: { user }, dealer }: DealerLinksProps) {
  const admin = user.role === 'admin'
  const navigate = useNavigate()
  const dealers = useQuery(dealersQuery)
  const counts = useQuery({ ...countsQuery(dealer ?? ''), enabled: dealer !== undefined })
  const router = useRouter()
  const here = useRouterState({ select: s => s.location.pathname.startsWith('/dealer') })
  const atLead = useRouterState({ select: s => s.location.pathname.startsWith('/dealer/leads') })
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
        '/dealer/people',
        '/dealer/settings',
        '/dealer/spend',
      ] as const
    ).find(p => p === router.state.location.pathname)
    void navigate({ to: same ?? '/dealer', search: { dealer: code } })
  }

  if (admin && !dealer) return null
  return (
    <>
      {admin ? (
        <select
          className={css.switcher}
          aria-label={t.nav.switchDealer}
          value={here ? dealer : ''}
          onChange={e => switchTo(e.target.value)}
        >
          {!here && <option value="">{own?.name ?? t.nav.dealer}</option>}
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
            className={`${css.link} ${atLead ? css.active : ''}`}
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
        {user.role !== 'advisor' && (
          <li>
            <Link to="/dealer/people" search={search} activeOptions={{ includeSearch: false }} className={css.link}>
              {t.nav.peopleAndKeys}
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
})

interface PersonProps {
  session: Session
  leave: ReturnType<typeof useLeaving>
  onKeys: () => void
  onPalette: () => void
}

const Person = memo(function Person({ session: { user }, leave, onKeys, onPalette }: PersonProps) {
  const [changing, setChanging] = useState<'name' | 'password'>()
  const rename = useRenaming()
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
      <p className={css.role}>
        <button
          type="button"
          className={css.quiet}
          onClick={onPalette}
          aria-keyshortcuts="Control+K Meta+K"
          aria-haspopup="dialog"
        >
          <Kbd>{mac ? '⌘' : 'Ctrl'}</Kbd> <Kbd>K</Kbd> {t.palette.open}
        </button>
      </p>
      {(['name', 'password'] as const).map(what => (
        <button key={what} type="button" className={css.quiet} aria-haspopup="dialog" onClick={() => setChanging(what)}>
          {what === 'name' ? t.nav.changeName : t.nav.changePassword}
        </button>
      ))}
      <Suspense>
        {changing === 'name' && (
          <NameDialog name={user.name} onRenamed={rename} onClose={() => setChanging(undefined)} />
        )}
        {changing === 'password' && <PasswordDialog email={user.email} onClose={() => setChanging(undefined)} />}
      </Suspense>
      <button type="button" className={css.quiet} disabled={leave.leaving} onClick={leave.run}>
        {t.nav.signOut}
      </button>
    </div>
  )
})

/** Has everything that is shown take the person's new name. */
function useRenaming() {
  const { onSession } = useSession()
  const client = useQueryClient()
  const router = useRouter()
  return (session: Session) => {
    onSession(session)
    router.update({ context: { queryClient: client, session } })
    void router.invalidate()
    void client.invalidateQueries()
  }
}

const mac = /Mac|iPhone|iPad/.test(navigator.userAgent)

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
