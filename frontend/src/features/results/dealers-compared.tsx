import { Link } from '@tanstack/react-router'
import type { Dealer, ResultsReport } from '../../api/types'
import { ScrollArea } from '../../components/scroll-area'
import { formatCount } from '../../lib/format-number'
import { formatDate } from '../../lib/format-when'
import { t } from '../../text'
import css from './results.module.css'
import { ShareCell } from './share'

/** The dealers side by side, by the same definitions and each with how much it rests on. */
export function DealersCompared({
  dealers,
  results,
}: {
  dealers: readonly Dealer[]
  results: ResultsReport | undefined
}) {
  const c = t.results.compared
  return (
    <>
      <p className={css.sub}>
        {results ? c.sub(formatDate(results.from), formatDate(results.to)) : c.waiting} {t.overview.dealersSub}
      </p>
      <ScrollArea label={t.results.tables.compared} className={css.scroll}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t.overview.columns.dealer}</th>
              <th scope="col" className={css.number}>
                {t.overview.columns.vehicles}
              </th>
              <th scope="col" className={css.number}>
                {t.overview.columns.leads}
              </th>
              <th scope="col" className={css.number}>
                {t.results.contacted}
              </th>
              <th scope="col">{t.results.columns.reached}</th>
              <th scope="col">{t.results.columns.booked}</th>
              <th scope="col">{t.results.columns.confirmed}</th>
              <th scope="col" className={css.number}>
                {t.overview.columns.portal}
              </th>
            </tr>
          </thead>
          <tbody>
            {dealers.map(d => {
              const total = results?.dealers.find(r => r.code === d.code)?.total
              return (
                <tr key={d.id}>
                  <th scope="row">
                    {d.name} <span className={css.code}>{d.code}</span>
                  </th>
                  <td className={css.number}>{formatCount(d.vehicles)}</td>
                  <td className={css.number}>{formatCount(d.open_leads)}</td>
                  <td className={css.number}>{total ? formatCount(total.contacted) : t.app.none}</td>
                  {(['reached', 'booked', 'confirmed'] as const).map(name => (
                    <td key={name}>{total ? <ShareCell share={total[name]} /> : t.app.none}</td>
                  ))}
                  <td className={css.number}>
                    <Link to="/dealer" search={{ dealer: d.code }} aria-label={t.overview.open(d.name)}>
                      {t.overview.openShort}
                    </Link>
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </ScrollArea>
    </>
  )
}
