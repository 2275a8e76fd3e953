import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { describeError } from '../../api/describe-error'
import type { SpendReport, SpendState } from '../../api/types'
import { ErrorMessage } from '../../components/error-message'
import { Field } from '../../components/field'
import { Loading } from '../../components/loading'
import { Page } from '../../components/page'
import { formatMicrodollars } from '../../lib/format-money'
import { formatCount } from '../../lib/format-number'
import { formatDate, formatMonth } from '../../lib/format-when'
import { t } from '../../text'
import { capsOf, capWords, Meter } from './meter'
import css from './overview.module.css'
import { spendQuery } from './queries'
import { monthsBefore } from './spend-of'
import { SpendTable } from './spend-table'

const monthsShown = 12

/** What the model's provider was paid in a month, against the caps: of one dealer, or of all of them. */
export function SpendPage({ dealer, sub }: { dealer?: string; sub?: string }) {
  const [months] = useState(() => monthsBefore(new Date(), monthsShown))
  const present = months[0] ?? ''
  const [month, setMonth] = useState(present)
  const spend = useQuery(spendQuery(dealer, month))
  return (
    <Page title={t.spend.title} sub={sub}>
      <div className={css.page}>
        <div className={css.chooser}>
          <Field label={t.spend.month}>
            <select value={month} onChange={e => setMonth(e.target.value)}>
              {months.map(m => (
                <option key={m} value={m}>
                  {formatMonth(m)}
                </option>
              ))}
            </select>
          </Field>
        </div>
        {spend.isPending ? (
          <Loading rows={4} />
        ) : spend.isError ? (
          <ErrorMessage {...describeError(spend.error)} onRetry={() => void spend.refetch()} />
        ) : (
          <Month report={spend.data} now={month === present} />
        )}
      </div>
    </Page>
  )
}

function Month({ report: r, now }: { report: SpendReport; now: boolean }) {
  const state = r.installation ?? r.dealers[0]?.spend
  if (!state) return null
  return (
    <>
      <section className={css.figures} aria-label={formatMonth(r.month)}>
        <Figure
          name={t.spend.counted}
          value={formatMicrodollars(state.counted_microdollars)}
          sub={
            <>
              {t.spend.tokens(formatCount(state.counted_tokens))}
              {now && ` · ${t.spend.until(formatDate(r.until.slice(0, 10)))}`}
            </>
          }
        />
        <Figure name={t.spend.cap} value={capsOf(state)} sub={capWords(state)} drawn={<Meter spend={state} />} />
        <Figure
          name={t.spend.usedTitle}
          value={formatMicrodollars(state.used_microdollars)}
          sub={t.spend.usedSub(formatCount(state.prompt_tokens), formatCount(state.completion_tokens))}
        />
        <Figure name={t.spend.calls} value={formatCount(state.calls)} sub={callsOf(state)} />
      </section>
      {r.installation && (
        <section className={css.card} aria-labelledby="by-dealer">
          <h2 id="by-dealer">{t.spend.byDealer}</h2>
          <SpendTable report={r} />
        </section>
      )}
      <section className={css.card} aria-labelledby="spend-how">
        <h2 id="spend-how">{t.spend.howTitle}</h2>
        <ul className={css.how}>
          {t.spend.how.map(line => (
            <li key={line}>{line}</li>
          ))}
          <li>
            {t.spend.prices} {r.price_source}
          </li>
        </ul>
      </section>
    </>
  )
}

/** What is to be known of the calls beside their number. */
function callsOf(s: SpendState): string {
  const said = [
    s.under_way > 0 && t.spend.underWay(formatCount(s.under_way)),
    s.without_report > 0 && t.spend.withoutReport(formatCount(s.without_report)),
    s.without_price > 0 && t.spend.withoutPrice(formatCount(s.without_price)),
  ].filter(Boolean)
  return said.length > 0 ? said.join(' · ') : t.spend.allReported
}

function Figure({ name, value, sub, drawn }: { name: string; value: string; sub: ReactNode; drawn?: ReactNode }) {
  return (
    <div className={css.figure}>
      <h2>{name}</h2>
      <p className={css.value}>{value}</p>
      {drawn}
      <p className={css.sub}>{sub}</p>
    </div>
  )
}
