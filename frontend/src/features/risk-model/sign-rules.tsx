import type { RiskModel, RiskSign } from '../../api/types'
import { formatCount } from '../../lib/format-number'
import { t } from '../../text'
import css from './model.module.css'
import { inUnit } from './parameters'

const words = t.riskModel

/** The rules by which signs are read from what is known of a vehicle. */
export function SignRules({ model }: { model: RiskModel }) {
  const h = words.signColumns
  const bars = model.bars.filter(b => model.signs.some(s => s.bar === b.name))
  return (
    <section id="signs" aria-labelledby="signs-title" className={css.section}>
      <header className={css.sectionHead}>
        <div>
          <h2 id="signs-title">{words.signs}</h2>
          <p className={css.lead}>{words.signsLead}</p>
        </div>
      </header>
      <div className={css.card}>
        <div className={css.scroll}>
          <table className={`${css.table} ${css.rules}`} aria-label={words.signsTable}>
            <thead>
              <tr>
                <th scope="col">{h.sign}</th>
                <th scope="col">{h.rule}</th>
                <th scope="col" className={css.number}>
                  {h.limit}
                </th>
                <th scope="col" className={`${css.number} ${css.optional}`}>
                  {h.window}
                </th>
                <th scope="col" className={`${css.number} ${css.optional}`}>
                  {h.least}
                </th>
                <th scope="col" className={css.optional}>
                  {h.ends}
                </th>
              </tr>
            </thead>
            {bars.map(bar => (
              <tbody key={bar.name}>
                <tr className={css.groupRow}>
                  <th scope="rowgroup" colSpan={6}>
                    {bar.label}
                  </th>
                </tr>
                {model.signs
                  .filter(s => s.bar === bar.name)
                  .map(s => (
                    <SignRow key={s.name} sign={s} />
                  ))}
              </tbody>
            ))}
          </table>
        </div>
      </div>
    </section>
  )
}

function SignRow({ sign: s }: { sign: RiskSign }) {
  const none = t.app.none
  return (
    <tr>
      <th scope="row">{s.label}</th>
      <td className={css.rule}>
        {s.rule}
        {s.fades_days != null && <span className={css.quiet}> ({words.fades(formatCount(s.fades_days))})</span>}
      </td>
      <td className={css.number}>{s.limit == null ? none : inUnit(s.limit, s.unit ?? '')}</td>
      <td className={`${css.number} ${css.optional}`}>
        {s.window_days == null ? words.fromRecord : words.windowDays(formatCount(s.window_days))}
      </td>
      <td className={`${css.number} ${css.optional}`}>
        {s.least_readings == null ? none : formatCount(s.least_readings)}
      </td>
      <td className={css.optional}>{s.of_battery ? words.endsYes : words.endsNo}</td>
    </tr>
  )
}
