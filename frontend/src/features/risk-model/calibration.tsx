import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { describeError } from '../../api/describe-error'
import type { Calibration, CalibrationBin } from '../../api/types'
import { ErrorMessage } from '../../components/error-message'
import { Loading } from '../../components/loading'
import { TimeZoneNote } from '../../components/time-zone-note'
import { When } from '../../components/when'
import { formatChance, formatChanceRange, formatCount, formatFixed, formatTenth } from '../../lib/format-number'
import { t } from '../../text'
import { CalibrationChart } from './calibration-chart'
import css from './model.module.css'
import { calibrationQuery } from './queries'
import { SignRates } from './sign-rates'

const words = t.riskModel

/** Estimates against outcomes: what the figures may say, and what they may not. */
export function CalibrationSection({
  dealer,
  timeZone,
  horizonDays,
  chooser,
}: {
  dealer: string | undefined
  timeZone: string | undefined
  horizonDays: number
  chooser?: ReactNode
}) {
  const query = useQuery(calibrationQuery(dealer))
  const c = query.data
  const days = formatCount(horizonDays)
  return (
    <section id="calibration" aria-labelledby="calibration-title" className={css.section}>
      <header className={css.sectionHead}>
        <div>
          <h2 id="calibration-title">{words.calibration}</h2>
          <p className={css.lead}>{words.calibrationLead(days)}</p>
        </div>
        {chooser}
      </header>
      {query.isError && !c ? (
        <ErrorMessage {...describeError(query.error)} onRetry={() => void query.refetch()} />
      ) : !c ? (
        <Loading rows={6} />
      ) : (
        <div
          className={`${css.report} ${query.isPlaceholderData ? css.stale : ''}`}
          aria-busy={query.isPlaceholderData}
        >
          <p className={css.bias}>
            <strong>{words.biasTitle}:</strong> {c.bias}
          </p>
          <Figures calibration={c} timeZone={timeZone} />
          <LeftOut calibration={c} />
          <div className={c.bins.length > 0 ? css.halves : undefined}>
            <section className={css.card} aria-labelledby="chart-title">
              <h3 id="chart-title">{words.chart}</h3>
              <p className={css.sub}>{words.chartSub}</p>
              {c.bins.length === 0 ? (
                <div className={css.noChart}>
                  <p className={css.notEnough}>{words.notEnoughNow(formatCount(c.total.outcomes))}</p>
                  <p>{words.notEnoughWhy(days)}</p>
                </div>
              ) : (
                <CalibrationChart calibration={c} />
              )}
            </section>
            {c.bins.length > 0 && <Bins calibration={c} />}
          </div>
          <SignRates signs={c.signs} />
        </div>
      )}
    </section>
  )
}

/** Where the server withholds a figure, the count stands in its place. */
const TooFew = ({ outcomes }: { outcomes: number }) => (
  <span className={css.tooFew}>{words.notEnough(formatCount(outcomes))}</span>
)

function Figures({ calibration: c, timeZone }: { calibration: Calibration; timeZone: string | undefined }) {
  const f = words.figures
  const { total, scores, fit } = c
  const plusMinus = (value: number | null, se: number | null) =>
    value == null || se == null ? undefined : f.plusMinus(formatFixed(value, 2), formatFixed(se, 2))
  const line = fit.not_enough ? <TooFew outcomes={total.outcomes} /> : undefined
  return (
    <div className={css.card}>
      <dl className={css.figures}>
        <Figure
          name={f.observed}
          value={total.observed != null && f.observedOf(formatCount(total.observed), formatCount(total.outcomes))}
          instead={<TooFew outcomes={total.outcomes} />}
          sub={
            total.expected != null &&
            total.share_low != null &&
            total.share_high != null &&
            f.observedSub(formatTenth(total.expected), formatChanceRange(total.share_low, total.share_high))
          }
        />
        <Figure
          name={f.brier}
          value={scores.brier != null && formatFixed(scores.brier, 4)}
          instead={<TooFew outcomes={scores.outcomes} />}
          sub={scores.brier_of_baseline != null && f.brierSub(formatFixed(scores.brier_of_baseline, 4))}
        />
        <Figure
          name={f.slope}
          value={plusMinus(fit.slope, fit.slope_se)}
          instead={line ?? <span className={css.tooFew}>{f.noLine}</span>}
          sub={f.slopeSub}
        />
        <Figure
          name={f.intercept}
          value={plusMinus(fit.intercept, fit.intercept_se)}
          instead={line ?? <span className={css.tooFew}>{f.noLine}</span>}
          sub={f.interceptSub}
        />
      </dl>
      <Verdict calibration={c} timeZone={timeZone} />
    </div>
  )
}

interface FigureProps {
  name: string
  value: string | false | undefined
  instead: ReactNode
  sub: string | false
}

function Figure({ name, value, instead, sub }: FigureProps) {
  return (
    <div className={css.figure}>
      <dt>{name}</dt>
      <dd className={css.value}>{value || instead}</dd>
      {sub && <dd className={css.sub}>{sub}</dd>}
    </div>
  )
}

const pValue = (p: number) => (p < 0.001 ? '<\u00a00.001' : `=\u00a0${p.toFixed(p < 0.1 ? 3 : 2)}`)

function Verdict({
  calibration: { fit, scores, as_of, by_version, uncontacted },
  timeZone,
}: {
  calibration: Calibration
  timeZone: string | undefined
}) {
  const f = words.figures
  const versions = by_version.map(v => words.ofVersion(v.model_version, formatCount(v.total.outcomes))).join(', ')
  return (
    <div className={css.verdict}>
      {fit.consistent != null && fit.p_value != null && (
        <p className={fit.consistent ? undefined : css.bad}>
          {fit.consistent ? words.consistent(pValue(fit.p_value)) : words.inconsistent(pValue(fit.p_value))}
        </p>
      )}
      {scores.log_loss != null && scores.log_loss_of_baseline != null && (
        <p>
          {f.logLoss}{' '}
          <strong>{f.logLossSub(formatFixed(scores.log_loss, 3), formatFixed(scores.log_loss_of_baseline, 3))}</strong>
        </p>
      )}
      {fit.error != null && (
        <p>
          {f.error} <strong>{f.points(formatFixed(fit.error * 100, 1))}</strong>
        </p>
      )}
      <p>
        {words.uncontacted}{' '}
        {uncontacted.followed === 0 ? words.uncontactedNone : <UncontactedFigures uncontacted={uncontacted} />}
      </p>
      <p>
        {words.asOf} <When at={as_of} timeZone={timeZone} />. <TimeZoneNote timeZone={timeZone} />.{' '}
        {by_version.length > 0 && (by_version.length > 1 ? words.pooled(versions) : words.versions(versions))}
      </p>
    </div>
  )
}

function UncontactedFigures({ uncontacted: { followed, total } }: { uncontacted: Calibration['uncontacted'] }) {
  const { outcomes, expected, observed, share_low, share_high } = total
  const figures =
    expected == null || observed == null || share_low == null || share_high == null ? (
      <TooFew outcomes={outcomes} />
    ) : (
      words.uncontactedFigures(
        formatCount(observed),
        formatCount(outcomes),
        formatTenth(expected),
        formatChanceRange(share_low, share_high),
      )
    )
  return (
    <>
      <strong>{figures}</strong>, {words.uncontactedOf(formatCount(followed))}
    </>
  )
}

function Bins({ calibration: c }: { calibration: Calibration }) {
  const h = words.binColumns
  return (
    <section className={css.card} aria-labelledby="bins-title">
      <h3 id="bins-title">{words.binTable}</h3>
      <div className={css.scroll}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{h.range}</th>
              <th scope="col" className={css.number}>
                {h.outcomes}
              </th>
              <th scope="col" className={css.number}>
                {h.expected}
              </th>
              <th scope="col" className={css.number}>
                {h.observed}
              </th>
              <th scope="col" className={css.number}>
                {h.share}
                <span className={css.below}>{h.interval}</span>
              </th>
              <th scope="col" className={`${css.number} ${css.optional}`}>
                {h.interval}
              </th>
            </tr>
          </thead>
          <tbody>
            {c.bins.map(b => (
              <BinRow key={b.from} bin={b} name={formatChanceRange(b.from ?? 0, b.to ?? 0)} />
            ))}
          </tbody>
          <tfoot>
            <BinRow bin={c.total} name={words.all} />
          </tfoot>
        </table>
      </div>
    </section>
  )
}

function BinRow({ bin: b, name }: { bin: CalibrationBin; name: string }) {
  const figures = b.expected != null && b.observed != null && b.share != null
  const interval =
    b.share_low != null && b.share_high != null ? formatChanceRange(b.share_low, b.share_high) : t.app.none
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className={css.number}>{formatCount(b.outcomes)}</td>
      {figures ? (
        <>
          <td className={css.number}>{formatTenth(b.expected ?? 0)}</td>
          <td className={css.number}>{formatCount(b.observed ?? 0)}</td>
          <td className={css.number}>
            {formatChance(b.share ?? 0)}
            <span className={css.below}>{interval}</span>
          </td>
          <td className={`${css.number} ${css.optional}`}>{interval}</td>
        </>
      ) : (
        <td colSpan={4} className={css.number}>
          <TooFew outcomes={b.outcomes} />
        </td>
      )}
    </tr>
  )
}

function LeftOut({ calibration: c }: { calibration: Calibration }) {
  const rows = [
    [words.counted, words.countedWhy, c.total.outcomes] as const,
    ...(['not_inspected', 'replaced_early', 'undecided', 'not_in_vehicle'] as const).map(
      reason => [...words.leftOutReasons[reason], c.left_out[reason]] as const,
    ),
  ]
  return (
    <section className={css.card} aria-labelledby="left-out-title">
      <h3 id="left-out-title">{words.leftOut}</h3>
      <p className={css.sub}>{words.followed(formatCount(c.followed))}</p>
      <dl className={`${css.figures} ${css.leftOut}`}>
        {rows.map(([name, why, n]) => (
          <div key={name} className={css.figure}>
            <dt>{name}</dt>
            <dd className={css.value}>{formatCount(n)}</dd>
            <dd className={css.sub}>{why}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
