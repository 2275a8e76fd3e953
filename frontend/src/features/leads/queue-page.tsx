import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import {
  lazy,
  type ReactNode,
  type RefObject,
  Suspense,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { hasStatus } from '../../api/api-error'
import { describeError } from '../../api/describe-error'
import type { Dealer, Lead, User } from '../../api/types'
import { Button, buttonClass } from '../../components/button'
import { EmptyState } from '../../components/empty-state'
import { ErrorMessage } from '../../components/error-message'
import { Loading } from '../../components/loading'
import { useNotify } from '../../components/notices'
import { DialogOnItsWay } from '../../components/on-its-way'
import { Page } from '../../components/page'
import { SearchBox } from '../../components/search-box'
import { VisuallyHidden } from '../../components/visually-hidden'
import { afterPaint } from '../../lib/after-paint'
import { formatCount, formatTenth } from '../../lib/format-number'
import { useShortcuts } from '../../lib/shortcuts'
import { sideBySide, useMedia } from '../../lib/use-media'
import { t } from '../../text'
import { type LeadFilter, looksLikeVin, searchOf, showsAll } from './lead-filter'
import { countsQuery, leadQuery, useUpdateLead } from './queries'
import css from './queue.module.css'
import { QueueFilters, SortChoice, StatusChoice } from './queue-filters'
import { QueueTable } from './queue-table'
import { claimOf, useBulk } from './use-bulk'
import { useQueue } from './use-queue'
import { useSelection } from './use-selection'
import { ViewsMenu } from './views-menu'

const HowRanked = lazy(() => import('./how-ranked').then(m => ({ default: m.HowRanked })))
const BulkBar = lazy(() => import('./bulk-bar').then(m => ({ default: m.BulkBar })))
const WhyDialog = lazy(() => import('./why-dialog').then(m => ({ default: m.WhyDialog })))
const WhereaboutsAnswer = lazy(() => import('./whereabouts').then(m => ({ default: m.WhereaboutsAnswer })))

interface Props {
  dealer: Dealer
  user: User
  filter: LeadFilter
  leadId: string | undefined
  /** The VIN that somebody asks about, empty before it is typed; undefined when nobody asks. */
  why?: string
  onFilter: (filter: LeadFilter) => void
  onOpen: (leadId: string, replace: boolean) => void
  onWhy: (vin: string | undefined) => void
  /** The open lead. */
  children: ReactNode
}

/** Today's queue with the open lead beside it; on a narrow screen the lead takes the queue's place. */
export function QueuePage({ dealer, user, filter, leadId, why, onFilter, onOpen, onWhy, children }: Props) {
  const { list, rows, changes, refresh, onVisible, visible } = useQueue(dealer.code, filter)
  const { assignee, q, call } = filter
  const whose = user.role === 'admin' ? 'none' : 'me'
  const counts = useQuery(countsQuery(dealer.code))
  const counted = useQuery(countsQuery(dealer.code, { assignee, q, call }))
  const own = useQuery(countsQuery(dealer.code, { assignee: whose, q, call }))
  const selection = useSelection(dealer.code, rows)
  const bulk = useBulk(dealer.code)
  const wide = useMedia(sideBySide)
  const [how, setHow] = useState(false)
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = list

  // Where there is room, the lead that comes first is open from the start.
  const firstId = rows[0]?.id
  useEffect(() => {
    if (wide && !leadId && firstId && !list.isPlaceholderData) return afterPaint(() => onOpen(firstId, true))
  }, [wide, leadId, firstId, list.isPlaceholderData, onOpen])

  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [fetchNextPage, hasNextPage, isFetchingNextPage])
  const search = useCallback((q: string) => onFilter({ ...filter, q: q || undefined }), [filter, onFilter])
  const onRefresh = useCallback(() => void refresh(), [refresh])
  useShortcuts({
    r: onRefresh,
    w: () => onWhy(''),
  })

  const notify = useNotify()
  const { apply } = bulk
  const claimOne = useCallback(
    (lead: Lead) => {
      const change = claimOf(lead, user)
      if (!change) notify(t.queue.notReleased)
      else void apply([{ seen: lead, change }], change.assignee_id ? t.bulk.claimed : t.bulk.releasedWord)
    },
    [user, apply, notify],
  )
  const openFound = (id: string) => onOpen(id, false)

  const claim = useClaim(dealer.code, user, rows, onOpen)
  const open = rows.find(l => l.id === leadId)
  const table = useTableOf(dealer.code, visible)
  const shownSearch = useSearchOfRows(dealer, user, filter, list.isPlaceholderData)
  const thresholds = list.data?.pages[0]?.thresholds

  // What is around the list and the lead stays as it is while one lead after the other is opened.
  const sub = useMemo(() => counts.data && <Counted {...counts.data} />, [counts.data])
  const none = rows.length === 0
  const actions = useMemo(
    () => (
      <>
        <SearchBox
          key={dealer.code}
          label={t.queue.search}
          placeholder={t.queue.searchShort}
          value={filter.q ?? ''}
          onSearch={search}
        />
        {user.role !== 'admin' && (
          <Button onClick={claim} disabled={none}>
            {t.queue.claimNext}
          </Button>
        )}
      </>
    ),
    [dealer.code, filter.q, search, user.role, claim, none],
  )
  const filters = useMemo(
    () => (
      <QueueFilters
        filter={filter}
        counts={counted.data}
        own={own.data?.open}
        admin={user.role === 'admin'}
        onFilter={onFilter}
      />
    ),
    [filter, counted.data, own.data?.open, user.role, onFilter],
  )
  const tools = useMemo(
    () => (
      <div className={css.tools}>
        <ViewsMenu key={dealer.code} dealer={dealer.code} filter={filter} onFilter={onFilter} />
        <StatusChoice filter={filter} onFilter={onFilter} />
        <SortChoice filter={filter} onFilter={onFilter} />
        <button type="button" className={css.how} onClick={() => setHow(true)}>
          {t.queue.how}
        </button>
        <button type="button" className={css.how} aria-keyshortcuts="w" onClick={() => onWhy('')}>
          {t.why.button}
        </button>
      </div>
    ),
    [dealer.code, filter, onFilter, onWhy],
  )

  return (
    <Page title={t.queue.title} fixed compact={leadId !== undefined} sub={sub} actions={actions}>
      <div className={`${css.split} ${leadId ? css.withLead : ''}`}>
        <section className={css.list} aria-label={t.queue.title} inert={!wide && leadId !== undefined}>
          <div className={css.bar}>
            {filters}
            {tools}
            {selection.leads.length > 0 && (
              <Suspense>
                <BulkBar
                  dealer={dealer.code}
                  user={user}
                  leads={selection.leads}
                  bulk={bulk}
                  onAll={selection.all}
                  onClear={selection.clear}
                />
              </Suspense>
            )}
          </div>
          {list.isPending ? (
            <Loading rows={12} />
          ) : list.isError && rows.length === 0 ? (
            <div className={css.message}>
              <ErrorMessage {...describeError(list.error)} onRetry={() => void list.refetch()} />
            </div>
          ) : rows.length === 0 ? (
            <NoLeads filter={filter} onFilter={onFilter}>
              {q && looksLikeVin(q) && (
                <Suspense>
                  <WhereaboutsAnswer dealer={dealer} vin={q} filter={filter} onOpen={openFound} onFilter={onFilter} />
                </Suspense>
              )}
            </NoLeads>
          ) : (
            <QueueTable
              key={table}
              rows={rows}
              openId={leadId}
              timeZone={dealer.time_zone}
              search={shownSearch}
              byRank={!filter.sort}
              stale={list.isPlaceholderData}
              more={hasNextPage}
              onMore={more}
              onVisible={onVisible}
              changes={changes}
              onRefresh={onRefresh}
              onOpen={onOpen}
              selected={selection.ids}
              onSelect={selection.toggle}
              onClaim={claimOne}
            />
          )}
        </section>
        {/* It opens beside the list, and is the part of the screen that a person works in. */}
        <div className={css.workspace} inert={!wide && leadId === undefined}>
          {children}
        </div>
      </div>
      {/* It is said, too, which lead has been opened. */}
      <p role="status">
        <VisuallyHidden>{open && t.queue.opened(open.customer.name || t.queue.unnamed)}</VisuallyHidden>
      </p>
      {how && thresholds && (
        <Suspense>
          <HowRanked thresholds={thresholds} onClose={() => setHow(false)} />
        </Suspense>
      )}
      {why !== undefined && (
        <Suspense fallback={<DialogOnItsWay />}>
          <WhyDialog
            dealer={dealer}
            vin={why}
            filter={filter}
            onVin={onWhy}
            onOpen={openFound}
            onFilter={onFilter}
            onClose={() => onWhy(undefined)}
          />
        </Suspense>
      )}
    </Page>
  )
}

/** Another dealer's rows take the place of these, which costs least; only a list that is scrolled begins anew. */
function useTableOf(dealer: string, visible: RefObject<{ first: number }>): number {
  const shown = useRef({ dealer, table: 0 })
  const { dealer: of, table } = shown.current
  if (of !== dealer) shown.current = { dealer, table: visible.current.first > 0 ? table + 1 : table }
  return shown.current.table
}

/** The search part of the links: that of the filter, and for rows that another filter has left, theirs. */
function useSearchOfRows(dealer: Dealer, user: User, filter: LeadFilter, stale: boolean): string {
  const own = user.role === 'admin' ? `dealer=${encodeURIComponent(dealer.code)}` : ''
  const now = [own, searchOf(filter)].filter(Boolean).join('&')
  const shown = useRef(now)
  if (!stale) shown.current = now
  return shown.current && `?${shown.current}`
}

function Counted({
  by_priority,
  expected_replacements,
  expected_low,
  expected_high,
}: {
  by_priority: Record<string, number>
  expected_replacements: number
  expected_low: number
  expected_high: number
}) {
  const n = (by_priority.HIGH ?? 0) + (by_priority.MODERATE ?? 0) + (by_priority.FOLLOW_UP ?? 0)
  return (
    <>
      {t.queue.worthACall(formatCount(n))}
      {n > 0 &&
        ` · ${t.queue.expected(formatTenth(expected_replacements), `${formatCount(expected_low)}–${formatCount(expected_high)}`)}`}
    </>
  )
}

function NoLeads({
  filter,
  onFilter,
  children,
}: {
  filter: LeadFilter
  onFilter: (f: LeadFilter) => void
  /** What is known of the vehicle that was looked for. */
  children: ReactNode
}) {
  if (showsAll(filter)) {
    return (
      <EmptyState
        title={t.queue.emptyTitle}
        action={
          <Link to="/dealer/import" search={true} className={buttonClass('primary')}>
            {t.queue.emptyAction}
          </Link>
        }
      >
        {t.queue.empty}
      </EmptyState>
    )
  }
  return (
    <EmptyState
      title={t.queue.noMatchTitle}
      action={
        <>
          <Button onClick={() => onFilter({})}>{t.queue.clear}</Button>
          {filter.q && (
            <Link to="/dealer/vehicles" search={prev => ({ ...prev, q: filter.q })} className={buttonClass()}>
              {t.queue.findVehicle}
            </Link>
          )}
        </>
      }
    >
      {children || t.queue.noMatch}
    </EmptyState>
  )
}

/** Takes the first lead that nobody has. One that somebody was quicker to take is passed over. */
function useClaim(
  dealer: string,
  user: User,
  rows: { id: string; status: string; assignee: unknown }[],
  onOpen: Props['onOpen'],
) {
  const client = useQueryClient()
  const notify = useNotify()
  const { mutateAsync: update } = useUpdateLead(dealer)
  return useCallback(async () => {
    for (const row of rows.filter(l => !l.assignee && (l.status === 'new' || l.status === 'contacted')).slice(0, 5)) {
      try {
        const seen = await client.fetchQuery({ ...leadQuery(client, dealer, row.id), staleTime: 0 })
        if (seen.lead.assignee) continue
        const now = await update({ seen, change: { assignee_id: user.id } })
        onOpen(row.id, false)
        const name = seen.lead.customer.name || t.queue.unnamed
        const release = () =>
          update({ seen: now, change: { assignee_id: '' } }).then(
            () => notify(t.queue.released(name)),
            error => notify(describeError(error).text),
          )
        notify(t.queue.claimed(name), { undo: () => void release() })
        return
      } catch (error) {
        if (hasStatus(error, 412)) continue
        notify(describeError(error).text)
        return
      }
    }
    notify(t.queue.nothingToClaim)
  }, [client, dealer, rows, user.id, update, onOpen, notify])
}
