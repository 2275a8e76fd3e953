import type { CSSProperties } from 'react'
import type { FleetOutlook, FleetView } from '../../api/types'
import { formatMoney } from '../../lib/format-money'
import { formatCount, formatTenth, plural } from '../../lib/format-number'
import { niceTicks } from '../../lib/nice-ticks'
import { t } from '../../text'
import css from './fleet.module.css'

const words = t.fleetRisk

/** How many batteries are expected to need replacement: the interval of chance, and the band of scenarios. */
export function ExpectedCounts({ outlook: o }: { outlook: FleetOutlook }) {
  const views = [
    { name: words.now, is: o.present.expected, look: css.nowTone },
    { name: words.trial, is: o.trial.expected, look: css.trialTone },
  ]
  const ticks = niceTicks(Math.max(...views.flatMap(v => [v.is.high, v.is.scenario_high])))
  const most = ticks.at(-1) ?? 1
  const along = (n: number) => `${(n / most) * 100}%`
  const h = words.expectedColumns
  return (
    <section className={css.card} aria-labelledby="expected-title">
      <h2 id="expected-title">{words.expected}</h2>
      <p className={css.sub}>{words.expectedSub(formatCount(o.horizon_days))}</p>
      <table className={`${css.table} ${css.expected}`}>
        <thead>
          <tr>
            <th scope="col">{h.view}</th>
            <td aria-hidden="true" className={css.drawn} />
            <th scope="col" className={css.number}>
              {h.expected}
            </th>
            <th scope="col" className={css.number}>
              {h.interval}
              <span className={css.second}>{h.scenarios}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {views.map(({ name, is, look }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className={css.drawn} aria-hidden="true">
                <span
                  className={`${css.count} ${look}`}
                  style={
                    {
                      '--scenario-low': along(is.scenario_low),
                      '--scenario-span': along(is.scenario_high - is.scenario_low),
                      '--low': along(is.low),
                      '--span': along(is.high - is.low),
                      '--at': along(is.expected),
                    } as CSSProperties
                  }
                >
                  <span className={css.scenario} />
                  <span className={css.interval} />
                  <span className={css.at} />
                </span>
              </td>
              <td className={`${css.number} ${css.strong}`}>{formatTenth(is.expected)}</td>
              <td className={css.number}>
                {formatCount(is.low)}–{formatCount(is.high)}
                <span className={css.second}>
                  {formatTenth(is.scenario_low)}–{formatTenth(is.scenario_high)}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot aria-hidden="true">
          <tr>
            <td />
            <td className={css.drawn}>
              <span className={css.axis}>
                {ticks.map(tick => (
                  <span key={tick} style={{ left: along(tick) }}>
                    {formatCount(tick)}
                  </span>
                ))}
              </span>
            </td>
            <td />
            <td />
          </tr>
        </tfoot>
      </table>
      <ul className={css.explained}>
        <li>
          <i className={css.intervalSwatch} aria-hidden="true" /> {words.legendInterval}
        </li>
        <li>
          <i className={css.scenarioSwatch} aria-hidden="true" /> {words.legendScenario}
        </li>
      </ul>
    </section>
  )
}

/** What the vehicles worth a call would be worth, where the dealers say what replacing a battery costs. */
export function ServiceValue({ present, trial }: { present: FleetView; trial: FleetView }) {
  return (
    <section className={`${css.card} ${css.wide} ${css.valueCard}`} aria-labelledby="value-title">
      <div>
        <h2 id="value-title">{words.value}</h2>
        <p className={css.sub}>{words.valueSub}</p>
      </div>
      <dl className={css.values}>
        {[
          { name: words.now, view: present },
          { name: words.trial, view: trial },
        ].map(({ name, view: v }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className={v.service_value ? css.value : css.noPrice}>
              {v.service_value ? formatMoney(v.service_value) : words.noPrice}
            </dd>
            <dd className={css.sub}>
              {v.without_price > 0
                ? words.withoutPrice(plural(v.without_price, words.vehicle))
                : v.service_value && words.allPriced}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
