import type { LeadCounts, Priority } from '../../api/types'
import { formatCount } from '../../lib/format-number'
import { t } from '../../text'
import type { LeadFilter } from './lead-filter'
import css from './queue.module.css'

const priorities: Priority[] = ['HIGH', 'MODERATE', 'FOLLOW_UP', 'RETENTION']

interface Props {
  filter: LeadFilter
  counts: LeadCounts | undefined
  admin: boolean
  onFilter: (filter: LeadFilter) => void
}

/** The filters of the queue. The counts are of open leads, so they stand only beside those. */
export function QueueFilters({ filter, counts, admin, onFilter }: Props) {
  const counted = filter.status || filter.assignee || filter.q ? undefined : counts
  const whose = admin ? ('none' as const) : ('me' as const)
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would want a legend that is seen */}
      <div role="group" aria-label={t.queue.filter} className={css.chips}>
        <Toggle
          on={!filter.priority}
          count={counted?.open}
          onClick={() => onFilter({ ...filter, priority: undefined })}
        >
          {t.queue.all[filter.status ?? 'open']}
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
          onClick={() => onFilter({ ...filter, assignee: filter.assignee === whose ? undefined : whose })}
        >
          {admin ? t.queue.nobodys : t.queue.mine}
        </Toggle>
      </div>
      <select
        className={css.show}
        aria-label={t.queue.show}
        value={filter.status ?? 'open'}
        onChange={e =>
          onFilter({
            ...filter,
            status: e.target.value === 'open' ? undefined : (e.target.value as 'booked' | 'closed'),
          })
        }
      >
        {(['open', 'booked', 'closed'] as const).map(s => (
          <option key={s} value={s}>
            {t.queue.showStatus[s]}
          </option>
        ))}
      </select>
    </>
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
