import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { describeError } from '../../api/describe-error'
import type { Dealer, RiskModel } from '../../api/types'
import { ErrorMessage } from '../../components/error-message'
import { controlClass } from '../../components/field'
import { Loading } from '../../components/loading'
import { Page } from '../../components/page'
import { formatCount, formatNumber } from '../../lib/format-number'
import { formatDate } from '../../lib/format-when'
import { t } from '../../text'
import { CalibrationSection } from './calibration'
import css from './model.module.css'
import { ParameterTables } from './parameter-tables'
import { modelQuery } from './queries'
import { SignRules } from './sign-rules'

const words = t.riskModel

interface Props {
  /** The dealer whose outcomes are looked at; all together without it. */
  dealer: string | undefined
  /** Those that can be chosen, where one can choose. */
  dealers?: readonly Dealer[]
  onDealer?: (code: string | undefined) => void
  sub?: string
  /** The dealer's; without it times are those of the browser. */
  timeZone?: string | undefined
}

/** Whether the estimates can be trusted: how they did, every number behind them, and how signs are read. */
export function ModelPage({ dealer, dealers, onDealer, sub, timeZone }: Props) {
  const id = useId()
  const query = useQuery(modelQuery)
  const model = query.data
  const chooser = onDealer && (
    <div className={css.chooser}>
      <label htmlFor={id}>{words.dealer}</label>
      <select
        id={id}
        className={controlClass}
        value={dealer ?? ''}
        onChange={e => onDealer(e.target.value || undefined)}
      >
        <option value="">{words.allDealers}</option>
        {dealers?.map(d => (
          <option key={d.code} value={d.code}>
            {d.name}
          </option>
        ))}
      </select>
    </div>
  )
  return (
    <Page title={words.title} sub={sub ?? (model && words.sub(model.version))}>
      <div className={css.pane}>
        <div className={css.page}>
          {model ? (
            <>
              <Facts model={model} />
              <nav className={css.contents} aria-label={words.sections}>
                <a href="#calibration">{words.calibration}</a>
                <a href="#parameters">{words.parameters}</a>
                <a href="#signs">{words.signs}</a>
              </nav>
              <CalibrationSection
                dealer={dealer}
                timeZone={timeZone}
                horizonDays={model.horizon_days}
                chooser={chooser}
              />
              <ParameterTables model={model} />
              <SignRules model={model} />
            </>
          ) : query.isError ? (
            <ErrorMessage {...describeError(query.error)} onRetry={() => void query.refetch()} />
          ) : (
            <Loading rows={10} />
          )}
        </div>
      </div>
    </Page>
  )
}

function Facts({ model: m }: { model: RiskModel }) {
  const f = words.facts
  const assumed = m.parameters.filter(p => p.grade === 'C').length
  const learned = m.bars.reduce((sum, b) => sum + b.outcomes, 0)
  const facts = [
    [f.parameters, formatCount(m.parameters.length), f.parametersSub(formatCount(assumed))],
    [f.learned, formatNumber(learned), f.learnedSub],
    [f.horizon, f.days(formatCount(m.horizon_days)), f.horizonSub],
    [f.updated, formatDate(m.updated), f.updatedSub],
  ] as const
  return (
    <dl className={`${css.card} ${css.figures} ${css.facts}`}>
      {facts.map(([name, value, sub]) => (
        <div key={name} className={css.figure}>
          <dt>{name}</dt>
          <dd className={css.value}>{value}</dd>
          <dd className={css.sub}>{sub}</dd>
        </div>
      ))}
    </dl>
  )
}
