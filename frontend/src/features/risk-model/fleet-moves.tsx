import { Link } from '@tanstack/react-router'
import type { CSSProperties } from 'react'
import type { Dealer, FleetMove, FleetOutlook } from '../../api/types'
import { PriorityMark } from '../../components/priority-mark'
import { VisuallyHidden } from '../../components/visually-hidden'
import { formatChance, formatCount, formatDifference, plural } from '../../lib/format-number'
import { t } from '../../text'
import css from './fleet.module.css'

const words = t.fleetRisk

interface Props {
  outlook: FleetOutlook
  dealers: readonly Dealer[]
  /** Whether anything is tried at all. */
  tried: boolean
}

/** The vehicles whose estimate changes most, each with the way to it. */
export function FleetMoves({ outlook: o, dealers, tried }: Props) {
  const h = words.moveColumns
  const moved = plural(o.moved, words.moving)
  return (
    <section className={`${css.card} ${css.wide}`} aria-labelledby="moves-title">
      <h2 id="moves-title">{words.moves}</h2>
      {o.moves.length === 0 ? (
        <p className={css.sub}>{tried ? words.noMovesTrial : words.noMoves}</p>
      ) : (
        <>
          <p className={css.sub}>
            {o.moved > o.moves.length ? words.movesSub(moved, formatCount(o.moves.length)) : words.movesAll(moved)}
          </p>
          <table className={`${css.table} ${css.moves}`}>
            <thead>
              <tr>
                <th scope="col">{h.vehicle}</th>
                <th scope="col" className={css.dealer}>
                  {h.dealer}
                </th>
                <td aria-hidden="true" className={`${css.drawn} ${css.optional}`} />
                <th scope="col" className={css.number}>
                  {h.estimate}
                </th>
                <th scope="col" className={`${css.number} ${css.optional}`}>
                  {h.change}
                </th>
                <th scope="col">{h.priority}</th>
              </tr>
            </thead>
            <tbody>
              {o.moves.map(m => (
                <Move key={`${m.dealer} ${m.vin}`} move={m} dealer={dealers.find(d => d.code === m.dealer)} />
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  )
}

function Move({ move: m, dealer }: { move: FleetMove; dealer: Dealer | undefined }) {
  const name = dealer?.name ?? m.dealer
  return (
    <tr>
      <th scope="row">
        <Link to="/dealer/vehicles/$vin" params={{ vin: m.vin }} search={{ dealer: m.dealer }} className={css.vin}>
          {m.vin}
        </Link>
        <span className={css.below}>{name}</span>
      </th>
      <td className={css.dealer}>{name}</td>
      <td className={`${css.drawn} ${css.optional}`} aria-hidden="true">
        <span
          className={`${css.move} ${css[m.priority_to]}`}
          style={
            {
              '--from': `${m.from * 100}%`,
              '--to': `${m.to * 100}%`,
              '--start': `${Math.min(m.from, m.to) * 100}%`,
              '--span': `${Math.abs(m.to - m.from) * 100}%`,
            } as CSSProperties
          }
        >
          <span className={css.moved} />
          <span className={css.movedFrom} />
          <span className={css.movedTo} />
        </span>
      </td>
      <td className={css.number}>
        {formatChance(m.from)} <To /> <strong>{formatChance(m.to)}</strong>
      </td>
      <td className={`${css.number} ${css.optional}`} title={words.pointsTitle}>
        {words.points(formatDifference((m.to - m.from) * 100, 1))}
      </td>
      <td className={css.change}>
        <PriorityMark priority={m.priority_from} />
        {m.priority_to !== m.priority_from && (
          <>
            {' '}
            <To /> <PriorityMark priority={m.priority_to} />
          </>
        )}
      </td>
    </tr>
  )
}

/** An arrow for the eye, a word for the ear. */
const To = () => (
  <span className={css.to}>
    <span aria-hidden="true">→</span>
    <VisuallyHidden>{words.to}</VisuallyHidden>
  </span>
)
