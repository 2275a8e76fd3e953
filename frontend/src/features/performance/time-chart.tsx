import { useRef } from 'react'
import type { ServiceSlot, ServiceWindow } from '../../api/types'
import { ScrollArea } from '../../components/scroll-area'
import { formatCount } from '../../lib/format-number'
import { formatTime } from '../../lib/format-when'
import { niceTicks } from '../../lib/nice-ticks'
import { useWidth } from '../../lib/use-width'
import { t } from '../../text'
import css from './overview.module.css'
import { lineParts, spanOf } from './slots'
import { NotKept, TimeAxis } from './time-axis'

const usualWidth = 600
const height = 190
const left = 44
const right = 44
const top = 8
const bottom = 24
const lines = ['p99', 'p95', 'p50'] as const

interface Props {
  slots: readonly ServiceSlot[]
  window: ServiceWindow
}

/** Response times as lines: the 50th, 95th and 99th percentile of each slot, with the numbers in a table behind them. */
export function TimeChart({ slots, window }: Props) {
  const asked = slots.some(s => s.requests > 0)
  return asked ? <Lines slots={slots} window={window} /> : <p className={css.quiet}>{t.overview.noTimes}</p>
}

function Lines({ slots, window }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box, usualWidth)
  const { from, known, until } = spanOf(slots, window)
  const parts = lineParts(slots)
  const points = parts.flat()
  const ticks = niceTicks(Math.max(...points.map(p => p.p99)))
  const most = ticks.at(-1) ?? 1
  const x = (at: number) => left + ((at - from) / Math.max(1, until - from)) * (width - left - right)
  const y = (ms: number) => height - bottom - (ms / most) * (height - top - bottom)
  const last = points.at(-1)
  const labels = last ? spread(lines.map(name => ({ name, y: y(last[name]) }))) : []
  return (
    <div ref={box}>
      <svg
        width={width}
        height={height}
        className={css.chart}
        aria-hidden="true"
        focusable="false"
        data-testid="time-chart"
      >
        {ticks.map(tick => (
          <g key={tick}>
            <line x1={left} x2={width - right} y1={y(tick)} y2={y(tick)} className={css.gridline} />
            <text x={left - 8} y={y(tick) + 3.5} textAnchor="end">
              {tick}
            </text>
          </g>
        ))}
        <NotKept from={x(from)} until={x(known)} top={top} bottom={height - bottom} />
        <TimeAxis from={from} until={until} left={left} right={width - right} y={height - 6} />
        {lines.map(name =>
          parts.map(part =>
            part.length === 1 && part[0] ? (
              <circle
                key={part[0].at}
                className={`${css.dot} ${css[name]}`}
                cx={x(part[0].at)}
                cy={y(part[0][name])}
                r="2"
              />
            ) : (
              <polyline
                key={part[0]?.at}
                className={`${css.line} ${css[name]}`}
                points={part.map(p => `${x(p.at).toFixed(1)},${y(p[name]).toFixed(1)}`).join(' ')}
              />
            ),
          ),
        )}
        {labels.map(l => (
          <text key={l.name} x={width - right + 6} y={l.y + 3.5} className={`${css.lineLabel} ${css[l.name]}`}>
            {l.name}
          </text>
        ))}
      </svg>
      <details className={css.behind}>
        <summary>{t.overview.table}</summary>
        <ScrollArea label={t.overview.tableOf} className={css.behindTable}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t.overview.time}</th>
                <th scope="col" className={css.number}>
                  {t.overview.requests}
                </th>
                {[...lines].reverse().map(name => (
                  <th key={name} scope="col" className={css.number}>
                    {t.overview.milliseconds(name)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {slots
                .filter(s => s.requests > 0)
                .reverse()
                .map(s => (
                  <tr key={s.from}>
                    <th scope="row">{formatTime(new Date(s.from))}</th>
                    <td className={css.number}>{formatCount(s.requests)}</td>
                    {[s.p50_seconds, s.p95_seconds, s.p99_seconds].map((seconds, i) => (
                      <td key={lines[2 - i]} className={css.number}>
                        {seconds == null ? t.app.none : (seconds * 1000).toFixed(2)}
                      </td>
                    ))}
                  </tr>
                ))}
            </tbody>
          </table>
        </ScrollArea>
      </details>
    </div>
  )
}

/** Moves labels apart that would stand on each other, from the top down. */
function spread<T extends { y: number }>(labels: T[]): T[] {
  const sorted = [...labels].sort((a, b) => a.y - b.y).map(l => ({ ...l, y: Math.max(top + 6, l.y) }))
  for (let i = 1; i < sorted.length; i++) {
    const before = sorted[i - 1] as T
    const label = sorted[i] as T
    label.y = Math.max(label.y, before.y + 13)
  }
  const over = Math.max(0, (sorted.at(-1)?.y ?? 0) - (height - bottom))
  return sorted.map(l => ({ ...l, y: l.y - over }))
}
