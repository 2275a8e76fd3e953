import type { SpendReport, SpendState } from '../../api/types'
import { ScrollArea } from '../../components/scroll-area'
import { formatMicrodollars } from '../../lib/format-money'
import { formatCount } from '../../lib/format-number'
import { t } from '../../text'
import { capsOf, capWords, Meter } from './meter'
import css from './overview.module.css'

/** Every dealer's month against its cap, and the installation's below them. */
export function SpendTable({ report }: { report: SpendReport }) {
  const c = t.spend.columns
  return (
    <ScrollArea label={t.spend.table} className={css.scroll}>
      <table className={css.spend}>
        <thead>
          <tr>
            <th scope="col">{c.dealer}</th>
            <th scope="col" className={css.number}>
              {c.counted}
            </th>
            <th scope="col" className={css.number}>
              {c.tokens}
            </th>
            <th scope="col" className={css.number}>
              {c.cap}
            </th>
            <th scope="col">{c.used}</th>
            <th scope="col" className={css.number}>
              {c.calls}
            </th>
          </tr>
        </thead>
        <tbody>
          {report.dealers.map(d => (
            <Row key={d.code} name={d.name} spend={d.spend} />
          ))}
        </tbody>
        {report.installation && (
          <tfoot>
            <Row name={t.spend.installation} spend={report.installation} />
          </tfoot>
        )}
      </table>
    </ScrollArea>
  )
}

function Row({ name, spend: s }: { name: string; spend: SpendState }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className={css.number}>{formatMicrodollars(s.counted_microdollars)}</td>
      <td className={css.number}>{formatCount(s.counted_tokens)}</td>
      <td className={css.number}>{capsOf(s)}</td>
      <td className={css.usedCell}>
        <Meter spend={s} /> {capWords(s)}
      </td>
      <td className={css.number}>{formatCount(s.calls)}</td>
    </tr>
  )
}
