import { formatCount } from '../../lib/format-number'
import { t } from '../../text'
import css from './overview.module.css'

/** Messages that were served, by kind: as bars, and as the table that the bars are part of. */
export function KindBars({ ai, template }: { ai: number; template: number }) {
  const all = ai + template
  if (all === 0) return <p className={css.quiet}>{t.overview.noMessages}</p>
  const rows = [
    { name: t.overview.ai, n: ai, look: css.ai },
    { name: t.overview.template, n: template, look: css.template },
  ]
  return (
    <table className={css.bars}>
      <thead>
        <tr>
          <th scope="col">{t.overview.chartKind}</th>
          <td />
          <th scope="col" className={css.number}>
            {t.overview.count}
          </th>
          <th scope="col" className={css.number}>
            {t.overview.share}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(r => (
          <tr key={r.name}>
            <th scope="row">{r.name}</th>
            <td className={css.barCell} aria-hidden="true">
              <span
                className={`${css.barFill} ${r.look}`}
                style={{ width: `max(${(r.n / all) * 100}%, ${r.n > 0 ? 2 : 0}px)` }}
              />
            </td>
            <td className={css.number}>{formatCount(r.n)}</td>
            <td className={css.number}>{((r.n / all) * 100).toFixed(1)}%</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
