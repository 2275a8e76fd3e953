import { formatTime } from '../../lib/format-when'
import { t } from '../../text'
import css from './overview.module.css'

interface Props {
  from: number
  until: number
  /** Where the first and the last moment stand. */
  left: number
  right: number
  y: number
}

/** The times below a chart: the first, the last, and the middle where there is something between them. */
export function TimeAxis({ from, until, left, right, y }: Props) {
  const middle = formatTime(new Date((from + until) / 2))
  const [first, last] = [formatTime(new Date(from)), formatTime(new Date(until))]
  return (
    <>
      <text x={left} y={y}>
        {first}
      </text>
      {middle !== first && middle !== last && right - left > 260 && (
        <text x={(left + right) / 2} y={y} textAnchor="middle">
          {middle}
        </text>
      )}
      <text x={right} y={y} textAnchor="end">
        {last}
      </text>
    </>
  )
}

/** The part of a chart from before the process started: nothing is known of it, which is not the same as nothing. */
export function NotKept({ from, until, top, bottom }: { from: number; until: number; top: number; bottom: number }) {
  const width = until - from
  if (width < 1) return null
  return (
    <g>
      <rect className={css.notKept} x={from} width={width} y={top} height={bottom - top} />
      {width > 90 && (
        <text x={from + width / 2} y={(top + bottom) / 2} textAnchor="middle">
          {t.overview.notKept}
        </text>
      )}
    </g>
  )
}
