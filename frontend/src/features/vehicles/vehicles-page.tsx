import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import { describeError } from '../../api/describe-error'
import type { Dealer, Vehicle } from '../../api/types'
import { Button, buttonClass } from '../../components/button'
import { Chip } from '../../components/chip'
import { EmptyState } from '../../components/empty-state'
import { ErrorMessage } from '../../components/error-message'
import { Loading } from '../../components/loading'
import { Page } from '../../components/page'
import { SearchBox } from '../../components/search-box'
import { When } from '../../components/when'
import { formatCount } from '../../lib/format-number'
import { formatDate } from '../../lib/format-when'
import { useShortcuts } from '../../lib/shortcuts'
import { t } from '../../text'
import { vehicleListQuery } from './queries'
import css from './vehicles.module.css'

const rowHeight = 37
const linkId = (vin: string) => `vehicle-${vin}`

interface Props {
  dealer: Dealer
  q: string
  onSearch: (q: string) => void
}

/** The fleet, in order of VIN. */
export function VehiclesPage({ dealer, q, onSearch }: Props) {
  const list = useInfiniteQuery(vehicleListQuery(dealer.code, q))
  const rows = useMemo(() => list.data?.pages.flatMap(p => p.vehicles) ?? [], [list.data])
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = list
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [fetchNextPage, hasNextPage, isFetchingNextPage])

  return (
    <Page
      title={t.nav.vehicles}
      fixed
      sub={t.vehicles.inFleet(formatCount(dealer.vehicles))}
      actions={
        <SearchBox label={t.vehicles.search} placeholder={t.vehicles.searchShort} value={q} onSearch={onSearch} />
      }
    >
      {list.isPending ? (
        <Loading rows={12} />
      ) : list.isError && rows.length === 0 ? (
        <div className={css.message}>
          <ErrorMessage {...describeError(list.error)} onRetry={() => void list.refetch()} />
        </div>
      ) : rows.length === 0 ? (
        <None q={q} onSearch={onSearch} />
      ) : (
        <VehicleTable rows={rows} dealer={dealer} stale={list.isPlaceholderData} more={hasNextPage} onMore={more} />
      )}
    </Page>
  )
}

function None({ q, onSearch }: { q: string; onSearch: (q: string) => void }) {
  return q ? (
    <EmptyState
      title={t.vehicles.noMatchTitle}
      action={<Button onClick={() => onSearch('')}>{t.vehicles.clear}</Button>}
    >
      {t.vehicles.noMatch}
    </EmptyState>
  ) : (
    <EmptyState
      title={t.vehicles.emptyTitle}
      action={
        <Link to="/dealer/import" search={prev => ({ dealer: prev.dealer })} className={buttonClass('primary')}>
          {t.vehicles.emptyAction}
        </Link>
      }
    >
      {t.vehicles.empty}
    </EmptyState>
  )
}

interface TableProps {
  rows: Vehicle[]
  dealer: Dealer
  stale: boolean
  more: boolean
  onMore: () => void
}

function VehicleTable({ rows, dealer, stale, more, onMore }: TableProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (more && last >= rows.length - 30) onMore()
  }, [more, last, rows.length, onMore])

  const step = (by: number) => {
    const from = rows.findIndex(v => linkId(v.vin) === document.activeElement?.id)
    const to = Math.min(rows.length - 1, Math.max(0, from + (from < 0 ? 1 : by)))
    const target = rows[to]
    if (!target) return
    virtual.scrollToIndex(to)
    requestAnimationFrame(() =>
      requestAnimationFrame(() => document.getElementById(linkId(target.vin))?.focus({ preventScroll: true })),
    )
  }
  useShortcuts({ j: () => step(1), k: () => step(-1) })

  const before = items[0]?.start ?? 0
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
  const c = t.vehicles.columns
  return (
    <>
      <section
        ref={scroller}
        className={`${css.scroller} ${stale ? css.stale : ''}`}
        aria-label={t.vehicles.table}
        tabIndex={0}
      >
        <table className={css.table} aria-rowcount={more ? -1 : rows.length + 1}>
          <thead>
            <tr>
              <th scope="col">{c.vin}</th>
              <th scope="col">{c.customer}</th>
              <th scope="col">{c.vehicle}</th>
              <th scope="col" className={css.number}>
                {c.mileage}
              </th>
              <th scope="col" className={css.optional}>
                {c.place}
              </th>
              <th scope="col" className={css.optional}>
                {c.battery}
              </th>
              <th scope="col" className={css.optional}>
                {c.updated}
              </th>
            </tr>
          </thead>
          <tbody>
            {before > 0 && <Spacer height={before} />}
            {items.map(item => {
              const v = rows[item.index]
              return v && <Row key={v.vin} vehicle={v} index={item.index} timeZone={dealer.time_zone} />
            })}
            {after > 0 && <Spacer height={after} />}
          </tbody>
        </table>
      </section>
      <p className={css.foot} role="status">
        {more ? t.vehicles.some(formatCount(rows.length)) : t.vehicles.end(formatCount(rows.length))}
      </p>
    </>
  )
}

const Spacer = ({ height }: { height: number }) => (
  <tr aria-hidden="true">
    <td colSpan={7} className={css.spacer} style={{ height }} />
  </tr>
)

function Row({ vehicle: v, index, timeZone }: { vehicle: Vehicle; index: number; timeZone: string }) {
  return (
    <tr className={css.row} aria-rowindex={index + 2}>
      <th scope="row" className={css.vin}>
        <Link id={linkId(v.vin)} to="/dealer/vehicles/$vin" params={{ vin: v.vin }} search={true}>
          {v.vin}
        </Link>
        {v.vin_check === 'check_digit' && (
          <>
            {' '}
            <Chip look="dashed" title={t.vehicles.checkDigitHint}>
              {t.vehicles.checkDigit}
            </Chip>
          </>
        )}
      </th>
      <td>{v.customer.name || t.app.unknown}</td>
      <td>
        {v.year} {v.make} {v.model}
      </td>
      <td className={css.number}>{v.mileage == null ? t.app.none : t.vehicles.miles(formatCount(v.mileage))}</td>
      <td className={css.optional}>{[v.city, v.state].filter(Boolean).join(', ') || t.app.none}</td>
      <td className={css.optional}>{v.battery_installed_on ? formatDate(v.battery_installed_on) : t.app.unknown}</td>
      <td className={css.optional}>
        <When at={v.updated_at} timeZone={timeZone} />
      </td>
    </tr>
  )
}
