import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { describeError } from '../../api/describe-error'
import type { Dealer, DealerResults, ResultsReport } from '../../api/types'
import { buttonClass } from '../../components/button'
import { EmptyState } from '../../components/empty-state'
import { ErrorMessage } from '../../components/error-message'
import { Loading } from '../../components/loading'
import { Page } from '../../components/page'
import { PriorityMark } from '../../components/priority-mark'
import { ScrollArea } from '../../components/scroll-area'
import { formatCount } from '../../lib/format-number'
import { formatDate } from '../../lib/format-when'
import { t } from '../../text'
import { MadeOf } from './made-of'
import { type Days, periods } from './period'
import { resultsQuery } from './queries'
import css from './results.module.css'
import { ShareCell, ShareFigure } from './share'

const priorities = ['HIGH', 'MODERATE', 'FOLLOW_UP', 'RETENTION'] as const

/** What came of calling owners, in a period that is chosen; and what each count is made of. */
export function ResultsPage({ dealer, days, onDays }: { dealer: Dealer; days: Days; onDays: (days: Days) => void }) {
  const results = useQuery({ ...resultsQuery(dealer.code, days, dealer.time_zone), placeholderData: keepPreviousData })
  return (
    <Page title={t.results.title} sub={results.data && periodWords(results.data)}>
      <div className={css.page}>
        <PeriodChoice days={days} onDays={onDays} />
        {results.isPending ? (
          <Loading rows={6} />
        ) : results.isError ? (
          <ErrorMessage {...describeError(results.error)} onRetry={() => void results.refetch()} />
        ) : (
          results.data.dealers.map(r => <Results key={r.code} results={r} horizon={results.data.horizon_days} />)
        )}
      </div>
    </Page>
  )
}

const periodWords = (r: ResultsReport) =>
  t.results.period(formatDate(r.from), formatDate(r.to), (r.dealers[0]?.time_zone ?? '').replaceAll('_', ' '))

function PeriodChoice({ days, onDays }: { days: Days; onDays: (days: Days) => void }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would want a legend that is seen
    <div role="group" aria-label={t.results.periodChoice} className={css.toggles}>
      {periods.map(d => (
        <button key={d} type="button" className={css.toggle} aria-pressed={d === days} onClick={() => onDays(d)}>
          {t.results.lastDays(d)}
        </button>
      ))}
    </div>
  )
}

function Results({ results: r, horizon }: { results: DealerResults; horizon: number }) {
  if (r.total.contacted === 0) {
    return (
      <EmptyState
        title={t.results.emptyTitle}
        action={
          <Link to="/dealer" search={prev => ({ dealer: prev.dealer })} className={buttonClass('primary')}>
            {t.results.toQueue}
          </Link>
        }
      >
        {t.results.empty}
      </EmptyState>
    )
  }
  const { total } = r
  const h = t.results.columns
  return (
    <>
      <section className={css.figures} aria-label={t.results.figures}>
        <div className={css.figure}>
          <h2>{t.results.contacted}</h2>
          <p className={css.value}>{formatCount(total.contacted)}</p>
          <p className={css.sub}>{t.results.contactedSub}</p>
        </div>
        <ShareFigure name={t.results.reached} share={total.reached} of={t.results.ofContacted} />
        <ShareFigure name={t.results.booked} share={total.booked} of={t.results.ofContacted} />
        <ShareFigure name={t.results.confirmed} share={total.confirmed} of={t.results.ofInspected} />
      </section>
      <section className={css.card} aria-labelledby="by-priority">
        <h2 id="by-priority">{t.results.byPriority}</h2>
        <p className={css.sub}>{t.results.byPrioritySub}</p>
        <ScrollArea label={t.results.tables.priorities} className={css.scroll}>
          <table className={css.table}>
            <thead>
              <tr>
                <th scope="col">{h.priority}</th>
                <th scope="col" className={css.number}>
                  {h.contacted}
                </th>
                <th scope="col">{h.reached}</th>
                <th scope="col">{h.booked}</th>
                <th scope="col">{h.confirmed}</th>
              </tr>
            </thead>
            <tbody>
              {priorities.map(p => {
                const f = r.by_priority[p]
                return (
                  <tr key={p}>
                    <th scope="row">
                      <PriorityMark priority={p} />
                    </th>
                    <td className={css.number}>{formatCount(f.contacted)}</td>
                    <td>
                      <ShareCell share={f.reached} />
                    </td>
                    <td>
                      <ShareCell share={f.booked} />
                    </td>
                    <td>
                      <ShareCell share={f.confirmed} />
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </ScrollArea>
      </section>
      <MadeOf results={r} horizon={horizon} />
    </>
  )
}
