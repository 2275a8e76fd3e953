import type { LeadCounts, LeadStatus } from '../../api/types'
import { formatCount } from '../../lib/format-number'
import { t } from '../../text'
import { type LeadFilter, priorities, statuses } from './lead-filter'
import css from './queue.module.css'

interface Props {
  filter: LeadFilter
  /** Of the open leads, under the filter's assignee and search. */
  counts: LeadCounts | undefined
  /** How many open leads are the caller's, or nobody's for an admin. */
  own: number | undefined
  admin: boolean
  onFilter: (filter: LeadFilter) => void
}

/** The filters of the queue. The counts are of open leads, so they stand only beside those. */
export function QueueFilters({ filter, counts, own, admin, onFilter }: Props) {
  const counted = filter.status ? undefined : counts
  const whose = admin ? ('none' as const) : ('me' as const)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would want a legend that is seen
    <div role="group" aria-label={t.queue.filter} className={css.chips}>
      <Toggle on={!filter.priority} count={counted?.open} onClick={() => onFilter({ ...filter, priority: undefined })}>
        {t.queue.all[filter.status ?? 'open']}
      </Toggle>
      <Toggle on={!!filter.call} onClick={() => onFilter({ ...filter, call: filter.call ? undefined : 'now' })}>
        {t.queue.callable}
      </Toggle>
      {priorities.map(p => (
        <Toggle
          key={p}
          on={filter.priority === p}
          count={counted?.by_priority[p]}
          onClick={() => onFilter({ ...filter, priority: filter.priority === p ? undefined : p })}
        >
          {t.priority[p]}
        </Toggle>
      ))}
      <Toggle
        on={filter.assignee === whose}
        count={filter.status ? undefined : own}
        onClick={() => onFilter({ ...filter, assignee: filter.assignee === whose ? undefined : whose })}
      >
        {admin ? t.queue.nobodys : t.queue.mine}
      </Toggle>
    </div>
  )
}

/** Which status is shown. */
export function StatusChoice({ filter, onFilter }: Pick<Props, 'filter' | 'onFilter'>) {
  return (
    <select
      className={css.show}
      aria-label={t.queue.show}
      value={filter.status ?? 'open'}
      onChange={e =>
        onFilter({ ...filter, status: e.target.value === 'open' ? undefined : (e.target.value as LeadStatus) })
      }
    >
      {(['open', ...statuses] as const).map(s => (
        <option key={s} value={s}>
          {t.queue.showStatus[s]}
        </option>
      ))}
    </select>
  )
}

/** In which order. */
export function SortChoice({ filter, onFilter }: Pick<Props, 'filter' | 'onFilter'>) {
  return (
    <select
      className={css.show}
      aria-label={t.queue.sort}
      value={filter.sort ?? 'rank'}
      onChange={e => {
        const sort = e.target.value as keyof typeof t.queue.sorts
        onFilter({ ...filter, sort: sort === 'rank' ? undefined : sort })
      }}
    >
      {(['rank', 'newest', 'oldest'] as const).map(s => (
        <option key={s} value={s}>
          {t.queue.sorts[s]}
        </option>
      ))}
    </select>
  )
}

function Toggle({
  on,
  count,
  onClick,
  children,
}: {
  on: boolean
  count?: number
  onClick: () => void
  children: string
}) {
  return (
    <button type="button" className={css.chip} aria-pressed={on} onClick={onClick}>
      {children} {count !== undefined && <span className={css.count}>{formatCount(count)}</span>}
    </button>
  )
}
