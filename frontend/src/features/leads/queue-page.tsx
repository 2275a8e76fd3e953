import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useState } from 'react'
import { hasStatus } from '../../api/api-error'
import { describeError } from '../../api/describe-error'
import type { Dealer, User } from '../../api/types'
import { Button, buttonClass } from '../../components/button'
import { EmptyState } from '../../components/empty-state'
import { ErrorMessage } from '../../components/error-message'
import { Loading } from '../../components/loading'
import { useNotify } from '../../components/notices'
import { Page } from '../../components/page'
import { SearchBox } from '../../components/search-box'
import { VisuallyHidden } from '../../components/visually-hidden'
import { formatCount, formatTenth } from '../../lib/format-number'
import { useShortcuts } from '../../lib/shortcuts'
import { sideBySide, useMedia } from '../../lib/use-media'
import { t } from '../../text'
import { type LeadFilter, showsAll } from './lead-filter'
import { countsQuery, leadQuery, useUpdateLead } from './queries'
import css from './queue.module.css'
import { QueueFilters } from './queue-filters'
import { QueueTable } from './queue-table'
import { useQueue } from './use-queue'

const HowRanked = lazy(() => import('./how-ranked').then(m => ({ default: m.HowRanked })))

interface Props {
  dealer: Dealer
  user: User
  filter: LeadFilter
  leadId: string | undefined
  onFilter: (filter: LeadFilter) => void
  onOpen: (leadId: string, replace: boolean) => void
  /** The open lead. */
  children: ReactNode
}

/** Today's queue with the open lead beside it; on a narrow screen the lead takes the queue's place. */
export function QueuePage({ dealer, user, filter, leadId, onFilter, onOpen, children }: Props) {
  const { list, rows, changes, refresh, onVisible } = useQueue(dealer.code, filter)
  const counts = useQuery(countsQuery(dealer.code))
  const wide = useMedia(sideBySide)
  const [how, setHow] = useState(false)
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = list

  // Where there is room, the lead that comes first is open from the start.
  const firstId = rows[0]?.id
  useEffect(() => {
    if (wide && !leadId && firstId && !list.isPlaceholderData) onOpen(firstId, true)
  }, [wide, leadId, firstId, list.isPlaceholderData, onOpen])

  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [fetchNextPage, hasNextPage, isFetchingNextPage])
  const search = useCallback((q: string) => onFilter({ ...filter, q: q || undefined }), [filter, onFilter])
  useShortcuts({ r: () => void refresh() })

  const claim = useClaim(dealer.code, user, rows, onOpen)
  const open = rows.find(l => l.id === leadId)
  const thresholds = list.data?.pages[0]?.thresholds

  return (
    <Page
      title={t.queue.title}
      fixed
      compact={leadId !== undefined}
      sub={counts.data && <Counted {...counts.data} />}
      actions={
        <>
          <SearchBox
            label={t.queue.search}
            placeholder={t.queue.searchShort}
            value={filter.q ?? ''}
            onSearch={search}
          />
          {user.role !== 'admin' && (
            <Button onClick={claim} disabled={rows.length === 0}>
              {t.queue.claimNext}
            </Button>
          )}
        </>
      }
    >
      <div className={`${css.split} ${leadId ? css.withLead : ''}`}>
        <section className={css.list} aria-label={t.queue.title} inert={!wide && leadId !== undefined}>
          <div className={css.bar}>
            <QueueFilters filter={filter} counts={counts.data} admin={user.role === 'admin'} onFilter={onFilter} />
          </div>
          {list.isPending ? (
            <Loading rows={12} />
          ) : list.isError && rows.length === 0 ? (
            <div className={css.message}>
              <ErrorMessage {...describeError(list.error)} onRetry={() => void list.refetch()} />
            </div>
          ) : rows.length === 0 ? (
            <NoLeads filter={filter} onFilter={onFilter} />
          ) : (
            <QueueTable
              rows={rows}
              openId={leadId}
              timeZone={dealer.time_zone}
              stale={list.isPlaceholderData}
              more={hasNextPage}
              onMore={more}
              onVisible={onVisible}
              changes={changes}
              onRefresh={() => void refresh()}
              onHow={() => setHow(true)}
              onOpen={onOpen}
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
    </Page>
  )
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

function NoLeads({ filter, onFilter }: { filter: LeadFilter; onFilter: (f: LeadFilter) => void }) {
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
      {t.queue.noMatch}
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
        await update({ seen, change: { assignee_id: user.id } })
        onOpen(row.id, false)
        notify(t.queue.claimed(seen.lead.customer.name || t.queue.unnamed))
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
