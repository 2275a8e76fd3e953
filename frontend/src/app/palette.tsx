import { Dialog as Base } from '@base-ui/react/dialog'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import type { Session } from '../api/types'
import { Kbd } from '../components/kbd'
import { dealersQuery } from '../features/dealers/queries'
import { filterOfSearch, type LeadFilter, looksLikeVin, priorities, statuses } from '../features/leads/lead-filter'
import { foundLeadsQuery, viewsQuery } from '../features/leads/queries'
import { foundVehiclesQuery } from '../features/vehicles/queries'
import { useDebounced } from '../lib/use-debounced'
import { t } from '../text'
import { type Command, matching } from './commands'
import css from './palette.module.css'

interface Props {
  session: Session
  dealer: string | undefined
  /** The screens of this person, with the keys that go there. */
  screens: Command[]
  onKeys: () => void
  onSignOut: () => void
  onClose: () => void
}

/** Everything by its name: screens, filters, saved views, dealers, and leads and vehicles as they are found. */
export function Palette({ session, dealer, screens, onKeys, onSignOut, onClose }: Props) {
  const admin = session.user.role === 'admin'
  const navigate = useNavigate()
  const [text, setText] = useState('')
  // What the person has moved to. It stays chosen when more is found around it.
  const [active, setActive] = useState<string>()
  const list = useRef<HTMLDivElement>(null)
  const id = useId()
  const wanted = useDebounced(text.trim(), 150)
  const search = wanted.length >= 2 && dealer !== undefined
  const leads = useQuery({ ...foundLeadsQuery(dealer ?? '', wanted), enabled: search })
  const vehicles = useQuery({ ...foundVehiclesQuery(dealer ?? '', wanted), enabled: search })
  const views = useQuery({ ...viewsQuery(dealer ?? ''), enabled: dealer !== undefined })
  const dealers = useQuery({ ...dealersQuery, enabled: admin })

  const fixed = useMemo((): Command[] => {
    const own = admin ? { dealer } : {}
    const show = (filter: LeadFilter) => () => void navigate({ to: '/dealer', search: { ...own, ...filter } })
    const filter = (key: string, label: string, f: LeadFilter): Command => ({
      id: `filter-${key}`,
      group: 'filters',
      label: t.palette.show(label),
      run: show(f),
    })
    return [
      ...screens,
      ...(dealer === undefined
        ? []
        : [
            ...priorities.map(p => filter(p, t.priority[p], { priority: p })),
            ...statuses.map(s => filter(s, t.queue.showStatus[s], { status: s })),
            filter('newest', t.queue.sorts.newest, { sort: 'newest' }),
            filter('oldest', t.queue.sorts.oldest, { sort: 'oldest' }),
            filter('call', t.queue.callable, { call: 'now' }),
            filter('none', t.queue.nobodys, { assignee: 'none' }),
            ...(admin ? [] : [filter('me', t.queue.mine, { assignee: 'me' })]),
            ...(views.data ?? []).map(v => ({
              id: `view-${v.id}`,
              group: 'views' as const,
              label: v.name,
              run: show(filterOfSearch(v.query)),
            })),
            {
              id: 'why',
              group: 'actions' as const,
              label: t.why.title,
              key: 'w',
              run: () => void navigate({ to: '/dealer', search: { ...own, why: '?' } }),
            },
          ]),
      ...(dealers.data ?? []).map(d => ({
        id: `dealer-${d.code}`,
        group: 'dealers' as const,
        label: d.name,
        hint: d.code,
        run: () => void navigate({ to: '/dealer', search: { dealer: d.code } }),
      })),
      { id: 'keys', group: 'actions', label: t.palette.keys, key: '?', run: onKeys },
      { id: 'sign-out', group: 'actions', label: t.nav.signOut, run: onSignOut },
    ]
  }, [admin, dealer, dealers.data, navigate, onKeys, onSignOut, screens, views.data])

  const found = useMemo((): Command[] => {
    if (!search) return []
    const own = admin ? { dealer } : {}
    const why: Command[] = looksLikeVin(wanted)
      ? [
          {
            id: 'why-vin',
            group: 'vehicles',
            label: t.palette.whyNot(wanted.toUpperCase()),
            run: () => void navigate({ to: '/dealer', search: { ...own, why: wanted } }),
          },
        ]
      : []
    return [
      ...(leads.data ?? []).map(l => ({
        id: `lead-${l.id}`,
        group: 'leads' as const,
        label: l.customer.name || t.queue.unnamed,
        hint: `${l.vehicle.year} ${l.vehicle.model} · ${t.priority[l.priority]}`,
        run: () => void navigate({ to: '/dealer/leads/$leadId', params: { leadId: l.id }, search: own }),
      })),
      // They come after the leads, also when they are found first: what Enter opens must not change under the hand.
      ...((!leads.isPending && vehicles.data) || []).map(v => ({
        id: `vehicle-${v.vin}`,
        group: 'vehicles' as const,
        label: `${v.year} ${v.make} ${v.model}`,
        hint: `${v.vin} · ${v.customer.name || t.queue.unnamed}`,
        run: () => void navigate({ to: '/dealer/vehicles/$vin', params: { vin: v.vin }, search: own }),
      })),
      ...why,
    ]
  }, [admin, dealer, leads.data, leads.isPending, vehicles.data, navigate, search, wanted])

  const shown = useMemo(() => [...found, ...matching(fixed, text)], [fixed, found, text])
  const at = Math.max(
    0,
    shown.findIndex(c => c.id === active),
  )
  const searching = search && (leads.isFetching || vehicles.isFetching)

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView?.({ block: 'nearest' })
  })

  function run(command: Command | undefined) {
    if (!command) return
    onClose()
    command.run()
  }

  function onKeyDown(e: KeyboardEvent) {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: shown.length - 1 }[e.key]
    if (to !== undefined && (e.key.startsWith('Arrow') || text === '')) {
      e.preventDefault()
      setActive(shown[(to + shown.length) % Math.max(1, shown.length)]?.id)
    } else if (e.key === 'Enter' && !e.nativeEvent.isComposing) {
      e.preventDefault()
      run(shown[at])
    }
  }

  const option = (i: number) => `${id}-${i}`
  return (
    <Base.Root open onOpenChange={open => !open && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={css.backdrop} />
        <Base.Popup className={css.popup}>
          <Base.Title className={css.unseen}>{t.palette.title}</Base.Title>
          <input
            className={css.input}
            role="combobox"
            aria-label={t.palette.label}
            aria-expanded="true"
            aria-controls={`${id}-list`}
            aria-activedescendant={shown.length > 0 ? option(at) : undefined}
            aria-autocomplete="list"
            autoComplete="off"
            spellCheck={false}
            maxLength={100}
            placeholder={t.palette.placeholder}
            value={text}
            onChange={e => {
              setText(e.target.value)
              setActive(undefined)
            }}
            onKeyDown={onKeyDown}
          />
          <div ref={list} id={`${id}-list`} role="listbox" aria-label={t.palette.title} className={css.list}>
            {shown.map((command, i) => (
              // biome-ignore lint/a11y/useFocusableInteractive: see above
              // biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the input does the same
              <div
                key={command.id}
                id={option(i)}
                role="option"
                aria-selected={i === at}
                className={css.option}
                onPointerMove={() => setActive(command.id)}
                onClick={() => run(command)}
              >
                <span className={css.label}>{command.label}</span>
                {command.hint && <span className={css.hint}>{command.hint}</span>}
                <span className={css.group}>{t.palette.groups[command.group]}</span>
                {command.key && (
                  <span className={css.keys}>
                    {command.key.split(' ').map(k => (
                      <Kbd key={k}>{k}</Kbd>
                    ))}
                  </span>
                )}
              </div>
            ))}
          </div>
          <p role="status" className={css.status}>
            {searching
              ? t.palette.searching
              : leads.isError || vehicles.isError
                ? t.palette.failed
                : shown.length === 0
                  ? t.palette.none
                  : t.palette.count(shown.length)}
          </p>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
