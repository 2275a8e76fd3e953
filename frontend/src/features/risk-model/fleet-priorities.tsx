import type { CSSProperties } from 'react'
import type { FleetView } from '../../api/types'
import { PriorityMark } from '../../components/priority-mark'
import { formatCount, formatDifference } from '../../lib/format-number'
import { t } from '../../text'
import css from './fleet.module.css'

const words = t.fleetRisk
const priorities = ['HIGH', 'MODERATE', 'FOLLOW_UP', 'RETENTION'] as const

/** How many vehicles have which priority, now and in the trial. */
export function PriorityCounts({ present, trial }: { present: FleetView; trial: FleetView }) {
  const now = present.by_priority
  const then = trial.by_priority
  const most = Math.max(1, ...priorities.flatMap(p => [now[p], then[p]]))
  return (
    <section className={css.card} aria-labelledby="priorities-title">
      <h2 id="priorities-title">{words.byPriority}</h2>
      <p className={css.sub}>{words.byPrioritySub}</p>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{words.columns.priority}</th>
            <td aria-hidden="true" className={css.drawn}>
              <span className={css.key}>
                <i className={css.nowSwatch} /> {words.now} <i className={css.trialSwatch} /> {words.trial}
              </span>
            </td>
            <th scope="col" className={css.number}>
              {words.columns.now}
            </th>
            <th scope="col" className={css.number}>
              {words.columns.trial}
            </th>
            <th scope="col" className={css.number}>
              {words.columns.change}
            </th>
          </tr>
        </thead>
        <tbody>
          {priorities.map(p => (
            <tr key={p}>
              <th scope="row">
                <PriorityMark priority={p} />
              </th>
              <td className={css.drawn} aria-hidden="true">
                <span
                  className={`${css.pair} ${css[p]}`}
                  style={
                    { '--now': `${(now[p] / most) * 100}%`, '--then': `${(then[p] / most) * 100}%` } as CSSProperties
                  }
                >
                  <span className={css.nowBar} />
                  <span className={css.trialBar} />
                </span>
              </td>
              <td className={css.number}>{formatCount(now[p])}</td>
              <td className={`${css.number} ${css.strong}`}>{formatCount(then[p])}</td>
              <td className={css.number}>{formatDifference(then[p] - now[p])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
