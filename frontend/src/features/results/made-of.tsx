import type { DealerResults } from '../../api/types'
import { ScrollArea } from '../../components/scroll-area'
import { formatCount } from '../../lib/format-number'
import { t } from '../../text'
import css from './results.module.css'

/** What each count is made of: the outcomes that were recorded, and what was found at the vehicles. */
export function MadeOf({ results: r, horizon }: { results: DealerResults; horizon: number }) {
  const found = [
    { name: t.results.found.replacedAfterFailure, n: r.inspections.replaced_after_failure, confirmed: true },
    { name: t.results.found.testedReplace, n: r.inspections.tested_replace, confirmed: true },
    { name: t.results.found.testedPass, n: r.inspections.tested_pass, confirmed: false },
  ]
  const h = t.results.outcomeColumns
  return (
    <div className={css.made}>
      <section className={css.card} aria-labelledby="outcomes-title">
        <h2 id="outcomes-title">{t.results.outcomes}</h2>
        <p className={css.sub}>{t.results.outcomesSub}</p>
        <ScrollArea label={t.results.tables.outcomes} className={css.scroll}>
          <table className={css.table}>
            <thead>
              <tr>
                <th scope="col">{h.outcome}</th>
                <th scope="col">{h.reached}</th>
                <th scope="col" className={css.number}>
                  {h.times}
                </th>
                <th scope="col" className={css.number}>
                  {h.leads}
                </th>
              </tr>
            </thead>
            <tbody>
              {r.outcomes.map(o => (
                <tr key={o.code}>
                  <th scope="row">{t.results.codes[o.code]}</th>
                  <td>{o.reached ? t.results.yes : t.results.no}</td>
                  <td className={css.number}>{formatCount(o.outcomes)}</td>
                  <td className={css.number}>{formatCount(o.leads)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollArea>
      </section>
      <section className={css.card} aria-labelledby="found-title">
        <h2 id="found-title">{t.results.foundTitle}</h2>
        <p className={css.sub}>{t.results.foundSub(formatCount(horizon))}</p>
        <ScrollArea label={t.results.tables.found} className={css.scroll}>
          <table className={css.table}>
            <thead>
              <tr>
                <th scope="col">{t.results.foundColumns.found}</th>
                <th scope="col">{t.results.foundColumns.confirmed}</th>
                <th scope="col" className={css.number}>
                  {t.results.foundColumns.leads}
                </th>
              </tr>
            </thead>
            <tbody>
              {found.map(f => (
                <tr key={f.name}>
                  <th scope="row">{f.name}</th>
                  <td>{f.confirmed ? t.results.yes : t.results.no}</td>
                  <td className={css.number}>{formatCount(f.n)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollArea>
        <p className={css.bias}>{t.results.bias}</p>
      </section>
    </div>
  )
}
