import { useState } from 'react'
import type { Lead } from '../../api/types'
import { GradeMark } from '../../components/grade-mark'
import { IntervalTrack } from '../../components/interval-track'
import { Later } from '../../components/later'
import { When } from '../../components/when'
import { formatMoney } from '../../lib/format-money'
import { formatChance, formatCount, formatFactor, formatTenth } from '../../lib/format-number'
import { t } from '../../text'
import css from './risk-card.module.css'
import { along, type Bar, chanceOf, type Waterfall, waterfall } from './waterfall'

/** The estimate: in words, as an interval, and as the sum of what moved it, each with its receipt. */
export function RiskCard({ lead, timeZone }: { lead: Lead; timeZone: string }) {
  const { risk } = lead
  return (
    <section className={css.card} aria-labelledby="battery-title">
      <h3 id="battery-title" className={css.heading}>
        {t.lead.battery}
      </h3>
      <Words words={risk.words} />
      <IntervalTrack at={risk.probability} low={risk.low} high={risk.high} tone={lead.priority} />
      <Later>
        <WaterfallTable reasons={risk.reasons} />
        <Remarks lead={lead} timeZone={timeZone} />
      </Later>
    </section>
  )
}

/** What is missing from the estimate, what would tell more, and what it rests on. */
function Remarks({ lead, timeZone }: { lead: Lead; timeZone: string }) {
  const { risk, cohort } = lead
  const unobserved = risk.unobserved.map(s => lowerFirst(s.label))
  const idle = risk.reasons.filter(r => r.log_odds === 0).map(r => lowerFirst(r.label))
  return (
    <div className={css.remarks}>
      <p>
        <strong>{t.lead.notObserved}</strong> {unobserved.length > 0 ? `${unobserved.join(', ')}.` : t.lead.allObserved}
      </p>
      {lead.next_check && (
        <p>
          <strong>{t.lead.nextCheck}</strong>{' '}
          {t.lead.nextCheckIs(
            lowerFirst(lead.next_check.check).replace(/\.$/, ''),
            lowerFirst(lead.next_check.label),
            formatChance(lead.next_check.probability_if_present),
            formatChance(lead.next_check.probability_if_absent),
          )}
        </p>
      )}
      {lead.prior_probability !== undefined && (
        <p>
          <strong>{t.lead.prior}</strong> {formatChance(lead.prior_probability)}.
        </p>
      )}
      {idle.length > 0 && (
        <p>
          <strong>{t.lead.noEffect}</strong> {idle.join(', ')}.
        </p>
      )}
      <p>
        {cohort.percentile != null
          ? t.lead.rank(
              t.lead.rankAbove(cohort.percentile),
              formatCount(cohort.size),
              cohort.label,
              cohort.standard_error == null ? '' : formatTenth(cohort.standard_error),
            )
          : t.lead.rankWithheld(formatCount(cohort.size), cohort.label)}
      </p>
      <p>
        <strong>{t.lead.value}:</strong>{' '}
        {lead.service_value ? t.lead.valueIs(formatMoney(lead.service_value)) : t.lead.noValue}.
      </p>
      <p className={css.receipt}>
        <GradeMark grade="C" word /> {t.lead.gradeWord} {t.lead.estimated} <When at={risk.as_of} timeZone={timeZone} />,{' '}
        {t.lead.model(risk.model_version)}.
      </p>
    </div>
  )
}

/** The estimate in words, with the interval drawn back a little. */
function Words({ words }: { words: string }) {
  const text = words.charAt(0).toUpperCase() + words.slice(1)
  const parts = /^(.*?)(\([^)]*\))(.*)$/.exec(text)
  return (
    <p className={css.words}>
      {parts ? (
        <>
          {parts[1]}
          <span className={css.interval}>{parts[2]}</span>
          {parts[3]}
        </>
      ) : (
        text
      )}
    </p>
  )
}

function WaterfallTable({ reasons }: { reasons: Lead['risk']['reasons'] }) {
  const [shown, setShown] = useState<string>()
  const w = waterfall(reasons.filter((r, i) => i === 0 || r.log_odds !== 0))
  if (!w.origin) return null
  const rows = [{ reason: w.origin.reason, from: w.origin.at, to: w.origin.at }, ...w.bars]
  return (
    <table className={css.waterfall}>
      <caption className={css.unseen}>{t.lead.waterfall}</caption>
      <colgroup>
        <col />
        <col />
        <col />
        <col />
      </colgroup>
      <thead className={css.unseen}>
        <tr>
          <th scope="col">{t.lead.waterfallColumns.reason}</th>
          <th scope="col">{t.lead.waterfallColumns.chart}</th>
          <th scope="col">{t.lead.waterfallColumns.effect}</th>
          <th scope="col">{t.lead.waterfallColumns.grade}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((bar, i) => {
          const { reason } = bar
          const open = shown === reason.name
          const grade = t.lead.grade[reason.grade]
          return [
            <tr key={reason.name}>
              <th scope="row" className={css.label}>
                {reason.label}
              </th>
              <td className={css.chart} aria-hidden="true">
                <Drawn bar={bar} w={w} last={i === rows.length - 1 || open} origin={i === 0} />
              </td>
              <td className={css.effect}>
                {i === 0 ? t.lead.origin(formatChance(chanceOf(bar.to))) : formatFactor(reason.odds_factor)}
              </td>
              <td className={css.grade}>
                <button
                  type="button"
                  className={css.gradeButton}
                  aria-expanded={open}
                  aria-label={t.lead.showSource(reason.label, reason.grade, grade)}
                  title={`${t.lead.gradeOf(reason.grade, grade)}. ${reason.source}`}
                  onClick={() => setShown(open ? undefined : reason.name)}
                >
                  <GradeMark grade={reason.grade} />
                </button>
              </td>
            </tr>,
            open && (
              <tr key={`${reason.name}-source`}>
                <td colSpan={4} className={css.source}>
                  <GradeMark grade={reason.grade} word /> <strong>{t.lead.gradeOf(reason.grade, grade)}.</strong>{' '}
                  {reason.source}
                </td>
              </tr>
            ),
          ]
        })}
      </tbody>
      <tfoot aria-hidden="true">
        <tr>
          <td className={css.axisLabel}>{t.lead.axis}</td>
          <td className={css.chart}>
            <span className={css.axis}>
              {w.ticks.map(tick => (
                <span key={tick.chance} className={css.tick} style={{ left: `${along(w, tick.at)}%` }}>
                  {formatChance(tick.chance)}
                </span>
              ))}
            </span>
          </td>
          <td />
          <td />
        </tr>
      </tfoot>
    </table>
  )
}

function Drawn({ bar, w, last, origin }: { bar: Bar; w: Waterfall; last: boolean; origin: boolean }) {
  const from = along(w, Math.min(bar.from, bar.to))
  const to = along(w, Math.max(bar.from, bar.to))
  const look = origin ? css.origin : bar.to >= bar.from ? css.raises : css.lowers
  return (
    <span className={css.plot}>
      {w.ticks.map(tick => (
        <span key={tick.chance} className={css.grid} style={{ left: `${along(w, tick.at)}%` }} />
      ))}
      <span className={`${css.bar} ${look}`} style={{ left: `${from}%`, width: `max(${to - from}%, 3px)` }} />
      {!last && <span className={css.link} style={{ left: `${along(w, bar.to)}%` }} />}
    </span>
  )
}

/** Makes the first letter small, unless the word is an abbreviation. */
function lowerFirst(text: string): string {
  return /^[A-Z][^A-Z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
}
