import { useRouterState } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useCallback, useEffect, useRef } from 'react'
import type { Lead } from '../../api/types'
import { useShortcuts } from '../../lib/shortcuts'
import { t } from '../../text'
import css from './queue.module.css'
import { QueueRow, rowLinkId } from './queue-row'

const rowHeight = 51
const horizonDays = 180

interface Props {
  rows: Lead[]
  /** The lead that is open beside the queue. */
  openId: string | undefined
  timeZone: string
  stale: boolean
  more: boolean
  onMore: () => void
  onVisible: (first: number, last: number) => void
  /** How much the present order differs from the one that is shown. */
  changes: number
  onRefresh: () => void
  onHow: () => void
  onOpen: (leadId: string, replace: boolean) => void
}

/** The rows of the queue; only those on the screen are there. */
export function QueueTable({
  rows,
  openId,
  timeZone,
  stale,
  more,
  onMore,
  onVisible,
  changes,
  onRefresh,
  onHow,
  onOpen,
}: Props) {
  const search = useRouterState({ select: s => s.location.searchStr })
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: i => rows[i]?.id ?? i,
    overscan: 6,
  })
  const items = virtual.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0

  useEffect(() => onVisible(first, last), [first, last, onVisible])
  useEffect(() => {
    if (more && rows.length > 0 && last >= rows.length - 30) onMore()
  }, [more, last, rows.length, onMore])

  // j and k go from where the focus is, or from the open lead.
  const step = useCallback(
    (by: number) => {
      const focused = rows.findIndex(l => rowLinkId(l.id) === document.activeElement?.id)
      const from = focused >= 0 ? focused : rows.findIndex(l => l.id === openId)
      const to = Math.min(rows.length - 1, Math.max(0, from + (from < 0 ? Math.max(by, 1) : by)))
      const target = rows[to]
      if (!target) return
      virtual.scrollToIndex(to)
      focusWhenThere(rowLinkId(target.id))
    },
    [rows, openId, virtual],
  )
  useShortcuts({ j: () => step(1), k: () => step(-1) })

  const days = rows[0]?.risk.horizon_days ?? horizonDays
  return (
    <div className={css.body}>
      {changes > 0 && (
        <button
          type="button"
          className={css.changes}
          title={t.queue.changesHint}
          aria-keyshortcuts="r"
          onClick={onRefresh}
        >
          {t.queue.changes(changes)}
        </button>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: rows that are placed one by one cannot be a table's own */}
      <div
        role="table"
        aria-label={t.queue.table}
        aria-rowcount={more ? -1 : rows.length + 1}
        aria-busy={stale}
        className={css.table}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        <div role="rowgroup" className={css.head}>
          {/* biome-ignore lint/a11y/useSemanticElements: see above */}
          {/* biome-ignore lint/a11y/useFocusableInteractive: a heading is not worked with */}
          <div role="row" className={css.columns} aria-rowindex={1}>
            <Heading className={css.rank}>
              <button type="button" className={css.how} title={t.queue.howTitle} onClick={onHow}>
                {t.queue.columns.rank}
              </button>
            </Heading>
            <Heading>{t.queue.columns.customer}</Heading>
            <Heading>{t.queue.columns.priority}</Heading>
            <Heading>{t.queue.columns.risk(days)}</Heading>
            <Heading className={css.reason}>{t.queue.columns.reason}</Heading>
            <Heading className={css.value}>{t.queue.columns.value}</Heading>
            <Heading className={css.kind}>{t.queue.columns.message}</Heading>
          </div>
        </div>
        <div ref={scroller} className={`${css.scroller} ${stale ? css.stale : ''}`}>
          {/* biome-ignore lint/a11y/useSemanticElements: see above */}
          <div role="rowgroup" className={css.rows} style={{ height: virtual.getTotalSize() }}>
            {items.map(item => {
              const lead = rows[item.index]
              return (
                lead && (
                  <QueueRow
                    key={item.key}
                    lead={lead}
                    index={item.index}
                    top={item.start}
                    open={lead.id === openId}
                    timeZone={timeZone}
                    search={search}
                    onOpen={onOpen}
                  />
                )
              )
            })}
          </div>
        </div>
      </div>
    </div>
  )
}

function Heading({ children, className }: { children: ReactNode; className?: string }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: the table is made of roles
    // biome-ignore lint/a11y/useFocusableInteractive: a heading is not worked with
    <span role="columnheader" className={className}>
      {children}
    </span>
  )
}

/** A row that was scrolled to is there a frame or two later. */
function focusWhenThere(id: string, tries = 10) {
  const link = document.getElementById(id)
  if (link) link.focus({ preventScroll: true })
  else if (tries > 0) requestAnimationFrame(() => focusWhenThere(id, tries - 1))
}
