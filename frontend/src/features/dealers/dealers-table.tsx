import { Link } from '@tanstack/react-router'
import type { Dealer } from '../../api/types'
import { When } from '../../components/when'
import { formatCount } from '../../lib/format-number'
import { t } from '../../text'
import css from './dealers.module.css'

/** The dealers side by side, each with the way into its portal. */
export function DealersTable({
  dealers,
  onEdit,
}: {
  dealers: readonly Dealer[]
  /** Where it is given, dealers can be edited, and each has the ways to its people and settings. */
  onEdit?: (dealer: Dealer) => void
}) {
  const c = t.overview.columns
  return (
    <div className={css.scroll}>
      <table className={`${css.table} ${onEdit ? css.managed : ''}`}>
        <thead>
          <tr>
            <th scope="col">{c.dealer}</th>
            <th scope="col" className={css.optional}>
              {c.place}
            </th>
            <th scope="col" className={css.number}>
              {c.vehicles}
            </th>
            <th scope="col" className={css.number}>
              {c.leads}
            </th>
            <th scope="col" className={css.optional}>
              {c.scored}
            </th>
            <th scope="col" className={css.number}>
              {onEdit ? t.dealers.actions : c.portal}
            </th>
          </tr>
        </thead>
        <tbody>
          {dealers.map(d => (
            <tr key={d.id}>
              <th scope="row">
                {d.name} <span className={css.code}>{d.code}</span>
              </th>
              <td className={css.optional}>{[d.city, d.state].filter(Boolean).join(', ')}</td>
              <td className={css.number} data-label={c.vehicles}>
                {formatCount(d.vehicles)}
              </td>
              <td className={css.number} data-label={c.leads}>
                {formatCount(d.open_leads)}
              </td>
              <td className={css.optional}>
                {d.last_scored_at ? <When at={d.last_scored_at} timeZone={d.time_zone} /> : t.overview.never}
              </td>
              <td>
                <div className={css.links}>
                  {onEdit && (
                    <>
                      <button type="button" aria-label={t.dealers.editThis(d.name)} onClick={() => onEdit(d)}>
                        {t.dealers.edit}
                      </button>
                      <Link to="/dealer/people" search={{ dealer: d.code }} aria-label={t.dealers.peopleOf(d.name)}>
                        {t.dealers.people}
                      </Link>
                      <Link to="/dealer/settings" search={{ dealer: d.code }} aria-label={t.dealers.settingsOf(d.name)}>
                        {t.dealers.settings}
                      </Link>
                    </>
                  )}
                  <Link to="/dealer" search={{ dealer: d.code }} aria-label={t.overview.open(d.name)}>
                    {t.overview.openShort}
                  </Link>
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
