import { observeElementOffset, useVirtualizer } from '@tanstack/react-virtual'
import { memo, type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import type { Lead } from '../../api/types'
import { useShortcuts } from '../../lib/shortcuts'
import { useMedia } from '../../lib/use-media'
import { t } from '../../text'
import css from './queue.module.css'
import { QueueRow, rowLinkId } from './queue-row'
import { useReach, useSteps } from './use-reach'
import { useSlots } from './use-slots'

/** As the stylesheet has them: two lines, and three where the screen is narrow. */
const rowHeight = 51
const narrowRowHeight = 76
const narrow = '(max-width: 599px)'
const horizonDays = 180
/** How many rows before the end more are asked for. */
const fetchAhead = 25
/** What is above and below the rows on a screen: so much room there is for them, about, before it is measured. */
const around = 190

interface Props {
  rows: Lead[]
  /** The lead that is open beside the queue. */
  openId: string | undefined
  timeZone: string
  /** The search part of the address with which these rows are shown. */
  search: string
  /** Whether the place in the list is the rank; in another order it is a number and no more. */
  byRank: boolean
  stale: boolean
  more: boolean
  onMore: () => void
  onVisible: (first: number, last: number) => void
  /** How much the present order differs from the one that is shown. */
  changes: number
  onRefresh: () => void
  onOpen: (leadId: string, replace: boolean) => void
  selected: ReadonlySet<string>
  onSelect: (leadId: string, range: boolean) => void
  /** Claims the lead, or releases it. */
  onClaim: (lead: Lead) => void
}

/** The rows of the queue; only those on the screen are there, and the one that has the focus. */
export const QueueTable = memo(function QueueTable(props: Props) {
  const { rows, openId, timeZone, search, byRank, stale, more, onMore, onVisible, changes, onRefresh } = props
  const { onOpen, selected, onSelect, onClaim } = props
  const scroller = useRef<HTMLDivElement>(null)
  const height = useMedia(narrow) ? narrowRowHeight : rowHeight
  const focus = useKeptFocus(rows, openId)
  const reach = useReach()
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    initialRect: { width: 0, height: Math.max(0, window.innerHeight - around) },
    // What is there already need not be drawn before the next frame; what is not comes with it.
    observeElementOffset: (instance, tell) =>
      observeElementOffset(instance, (offset, scrolling) => {
        const of = instance.options.estimateSize(0)
        const end = offset + (instance.scrollRect?.height ?? 0)
        tell(offset, scrolling && !reach.covers({ from: Math.floor(offset / of), to: Math.ceil(end / of) - 1 }))
      }),
    rangeExtractor: ({ startIndex, endIndex, count }) => {
      const { from, to } = reach.around({ from: startIndex, to: endIndex }, count)
      const indexes = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)
      const kept = focus.index()
      if (kept < 0 || (kept >= from && kept <= to)) return indexes
      return kept < from ? [kept, ...indexes] : [...indexes, kept]
    },
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows have another height
  useEffect(() => virtual.measure(), [height])
  const slots = useSlots(virtual.getVirtualIndexes(), focus.order)
  const first = virtual.range?.startIndex ?? 0
  const last = virtual.range?.endIndex ?? 0
  useSteps(reach, { from: first, to: last }, rows.length)

  useEffect(() => onVisible(first, last), [first, last, onVisible])
  useEffect(() => {
    if (more && rows.length > 0 && last >= rows.length - fetchAhead) onMore()
  }, [more, last, rows.length, onMore])

  // Keys go from where the focus is, or from the open lead.
  const here = useCallback(() => {
    const focused = rows.findIndex(l => rowLinkId(l.id) === document.activeElement?.id)
    return focused >= 0 ? focused : rows.findIndex(l => l.id === openId)
  }, [rows, openId])
  const step = (by: number) => {
    const from = here()
    const to = Math.min(rows.length - 1, Math.max(0, from + (from < 0 ? Math.max(by, 1) : by)))
    const target = rows[to]
    if (!target) return
    virtual.scrollToIndex(to)
    focusWhenThere(rowLinkId(target.id))
  }
  const at = (act: (lead: Lead) => void) => () => {
    const lead = rows[here()]
    if (lead) act(lead)
  }
  useShortcuts({
    j: () => step(1),
    k: () => step(-1),
    x: at(lead => onSelect(lead.id, false)),
    a: at(onClaim),
  })

  const days = rows[0]?.risk.horizon_days ?? horizonDays
  return (
    <div className={css.body}>
      <div role="status" className={css.arrived}>
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
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: rows that are placed one by one cannot be a table's own */}
      <div
        role="table"
        aria-label={t.queue.table}
        aria-rowcount={more ? -1 : rows.length + 1}
        aria-busy={stale}
        className={`${css.table} ${selected.size > 0 ? css.selecting : ''}`}
      >
        <Head byRank={byRank} days={days} />
        <div ref={scroller} className={`${css.scroller} ${stale ? css.stale : ''}`}>
          {/* biome-ignore lint/a11y/useSemanticElements: see above */}
          <div
            role="rowgroup"
            className={css.rows}
            style={{ height: virtual.getTotalSize() }}
            onFocus={focus.onFocus}
            onBlur={focus.onBlur}
          >
            {slots.map(({ key, index }) => {
              const lead = rows[index]
              return (
                lead && (
                  <QueueRow
                    key={`${focus.order}-${key}`}
                    lead={lead}
                    index={index}
                    top={index * height}
                    open={lead.id === openId}
                    selected={selected.has(lead.id)}
                    timeZone={timeZone}
                    search={search}
                    onOpen={onOpen}
                    onSelect={onSelect}
                  />
                )
              )
            })}
          </div>
        </div>
      </div>
    </div>
  )
})

const Head = memo(function Head({ byRank, days }: { byRank: boolean; days: number }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: the table is made of roles
    <div role="rowgroup" className={css.head}>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: a heading is not worked with */}
      <div role="row" className={css.columns} aria-rowindex={1}>
        <Heading className={css.rank}>{byRank ? t.queue.columns.rank : t.queue.columns.place}</Heading>
        <Heading className={css.who}>{t.queue.columns.customer}</Heading>
        <Heading className={css.priority}>{t.queue.columns.priority}</Heading>
        <Heading className={css.risk}>{t.queue.columns.risk(days)}</Heading>
        <Heading className={css.reason}>{t.queue.columns.reason}</Heading>
        <Heading className={css.value}>{t.queue.columns.value}</Heading>
        <Heading className={css.kind}>{t.queue.columns.message}</Heading>
        <Heading className={`${css.meta} ${css.unseen}`}>{t.queue.columns.age}</Heading>
      </div>
    </div>
  )
})

function Heading({ children, className }: { children: ReactNode; className?: string }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: the table is made of roles
    // biome-ignore lint/a11y/useFocusableInteractive: a heading is not worked with
    <span role="columnheader" className={className}>
      {children}
    </span>
  )
}

/**
 * Keeps the focus in the list: the row that has it stays there while the list is scrolled, and when the row
 * goes with a new order, the one that takes its place gets it, or the open lead's.
 */
function useKeptFocus(rows: Lead[], openId: string | undefined) {
  const kept = useRef<{ id: string; index: number }>(undefined)
  const shown = useRef(rows)
  const before = useRef(rows)
  shown.current = rows
  // A row on the screen has no key of its lead's, so that another list takes over the rows of this one. Where that would put another
  // lead under the focus all rows are new, and the focus goes its way.
  const [order, setOrder] = useState(0)
  const [ordered, setOrdered] = useState(rows)
  if (ordered !== rows) {
    setOrdered(rows)
    if (kept.current && rows[kept.current.index]?.id !== kept.current.id) setOrder(order + 1)
  }
  const index = () => {
    if (!kept.current) return -1
    const { id, index: i } = kept.current
    return shown.current[i]?.id === id ? i : shown.current.findIndex(l => l.id === id)
  }
  useEffect(() => {
    if (before.current === rows) return
    before.current = rows
    // Nothing has the focus: what had it is gone.
    if (rows.length === 0 || document.activeElement !== document.body) return
    const stays = rows.findIndex(l => l.id === (kept.current ? kept.current.id : openId))
    const place = stays < 0 && kept.current ? kept.current.index : stays
    const heir = rows[Math.min(rows.length - 1, Math.max(0, place))]
    if (heir) focusWhenThere(rowLinkId(heir.id))
  }, [rows, openId])
  return {
    order,
    index,
    onFocus: (e: React.FocusEvent) => {
      const row = e.target.closest('[role="row"]')
      const i = Number(row?.getAttribute('aria-rowindex')) - 2
      const lead = shown.current[i]
      kept.current = lead && { id: lead.id, index: i }
    },
    onBlur: (e: React.FocusEvent) => {
      // A row that is taken away gives the focus to nothing.
      if (e.relatedTarget) kept.current = undefined
    },
  }
}

/** A row that was scrolled to is there a frame or two later. */
function focusWhenThere(id: string, tries = 10) {
  const link = document.getElementById(id)
  if (link) link.focus({ preventScroll: true })
  else if (tries > 0) requestAnimationFrame(() => focusWhenThere(id, tries - 1))
}
