import { useRef } from 'react'
import type { Calibration } from '../../api/types'
import { formatCount, formatShare } from '../../lib/format-number'
import { useWidth } from '../../lib/use-width'
import { t } from '../../text'
import { pointOf, scaleOf } from './chart-scale'
import css from './model.module.css'

const usualWidth = 560
const plotHeight = 270
const left = 44
/** What the label of a mark needs. */
const labelWidth = 44
const labelHeight = 20
const right = 14
const top = 10
/** Between the plot and the counts. */
const axisHeight = 20
const countsHeight = 34
const bottom = 34

/**
 * Observed against expected: a point for each bin with its interval, the line of estimates that are
 * right, and below how many outcomes each bin has. The numbers are in the table beside it.
 */
export function CalibrationChart({ calibration: c }: { calibration: Calibration }) {
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box, usualWidth)
  const { along, top: most, ticks } = scaleOf(c)
  const x = (share: number) => left + along(share) * (width - left - right)
  const y = (share: number) => top + plotHeight - along(share) * plotHeight
  const floor = top + plotHeight
  const countsFloor = floor + axisHeight + countsHeight
  const largest = Math.max(1, ...c.bins.map(b => b.outcomes))
  return (
    <div ref={box}>
      <svg
        width={width}
        height={countsFloor + bottom}
        className={css.chart}
        aria-hidden="true"
        focusable="false"
        data-testid="calibration-chart"
      >
        {ticks(labelHeight / plotHeight).map(tick => (
          <g key={tick}>
            <line x1={left} x2={width - right} y1={y(tick)} y2={y(tick)} className={css.gridline} />
            <text x={left - 8} y={y(tick) + 3.5} textAnchor="end">
              {formatShare(tick)}
            </text>
          </g>
        ))}
        {ticks(labelWidth / (width - left - right)).map(tick => (
          <text
            key={tick}
            x={x(tick)}
            y={floor + 15}
            textAnchor={tick === most ? 'end' : tick === 0 ? 'start' : 'middle'}
          >
            {formatShare(tick)}
          </text>
        ))}
        <line x1={x(0)} x2={x(most)} y1={y(0)} y2={y(most)} className={css.right} />
        {c.bins.map(b => {
          const p = pointOf(b)
          return (
            p && (
              <g key={p.from} className={css.point}>
                <line x1={x(p.from)} x2={x(p.to)} y1={y(p.share)} y2={y(p.share)} className={css.range} />
                <line x1={x(p.expected)} x2={x(p.expected)} y1={y(p.low)} y2={y(p.high)} className={css.wilson} />
                <circle cx={x(p.expected)} cy={y(p.share)} r="4" />
              </g>
            )
          )
        })}
        {c.bins.map(b => {
          if (b.from == null || b.to == null) return null
          const wide = Math.max(4, x(b.to) - x(b.from) - 1)
          const high = Math.max(2, (b.outcomes / largest) * (countsHeight - 13))
          return (
            <g key={b.from}>
              <rect
                x={x(b.from)}
                width={wide}
                y={countsFloor - high}
                height={high}
                className={b.not_enough ? css.countTooFew : css.count}
              />
              {wide >= 16 && (
                <text x={x(b.from) + wide / 2} y={countsFloor - high - 3} textAnchor="middle">
                  {formatCount(b.outcomes)}
                </text>
              )}
            </g>
          )
        })}
        <line x1={left} x2={width - right} y1={countsFloor} y2={countsFloor} className={css.gridline} />
        <text x={left - 8} y={countsFloor - 2} textAnchor="end">
          n
        </text>
        <text x={(left + width - right) / 2} y={countsFloor + 22} textAnchor="middle" className={css.axisName}>
          {t.riskModel.chartX}
        </text>
      </svg>
    </div>
  )
}
