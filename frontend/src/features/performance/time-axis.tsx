import { formatTime } from '../../lib/format-when'

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
