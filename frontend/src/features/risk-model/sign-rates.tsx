import type { CSSProperties } from 'react'
import type { SignRate } from '../../api/types'
import { formatCount, formatDifference, formatShare } from '../../lib/format-number'
import { t } from '../../text'
import css from './model.module.css'

const words = t.riskModel

/** How often each sign is found in the fleet, beside how often the model says that it is. */
export function SignRates({ signs }: { signs: readonly SignRate[] }) {
  const h = words.rateColumns
  return (
    <section className={css.card} aria-labelledby="rates-title">
      <h3 id="rates-title">{words.rates}</h3>
      <p className={css.sub}>{words.ratesLead}</p>
      <div className={css.scroll}>
        <table className={`${css.table} ${css.rates}`}>
          <thead>
            <tr>
              <th scope="col">{h.sign}</th>
              <td aria-hidden="true" className={css.drawn}>
                <span className={css.legend}>
                  <i className={css.modelMark} /> {words.rateLegend.model} <i className={css.fleetMark} />{' '}
                  {words.rateLegend.fleet}
                </span>
              </td>
              <th scope="col" className={css.number}>
                {h.model}
              </th>
              <th scope="col" className={css.number}>
                {h.fleet}
              </th>
              <th scope="col" className={`${css.number} ${css.optional}`}>
                {h.looked}
              </th>
              <th scope="col" className={css.number}>
                {h.z}
              </th>
            </tr>
          </thead>
          <tbody>
            {signs.map(s => (
              <tr key={s.name}>
                <th scope="row">{s.label}</th>
                <td className={css.drawn} aria-hidden="true">
                  <RateTrack expected={s.expected} observed={s.observed} />
                </td>
                <td className={css.number}>{formatShare(s.expected)}</td>
                {s.observed == null ? (
                  <td className={css.number} colSpan={3}>
                    <span className={css.tooFew}>{words.tooFewVehicles(formatCount(s.looked))}</span>
                  </td>
                ) : (
                  <>
                    <td className={css.number}>{formatShare(s.observed)}</td>
                    <td className={`${css.number} ${css.optional}`}>{words.vehicles(formatCount(s.looked))}</td>
                    <td className={css.number}>
                      {s.z != null && words.standardErrors(formatDifference(s.z, 1))}
                      {s.off && <span className={css.off}>{words.off}</span>}
                    </td>
                  </>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function RateTrack({ expected, observed }: { expected: number; observed: number | null }) {
  const style = {
    '--expected': `${expected * 100}%`,
    '--observed': `${(observed ?? expected) * 100}%`,
    '--from': `${Math.min(expected, observed ?? expected) * 100}%`,
    '--span': `${Math.abs(expected - (observed ?? expected)) * 100}%`,
  } as CSSProperties
  return (
    <span className={css.rateTrack} style={style}>
      {observed != null && <span className={css.gap} />}
      <span className={css.modelMark} />
      {observed != null && <span className={css.fleetMark} />}
    </span>
  )
}
