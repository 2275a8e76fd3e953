import { useRef } from 'react'
import { formatSeconds } from '../../lib/format-when'
import { niceTicks } from '../../lib/nice-ticks'
import { useWidth } from '../../lib/use-width'
import { t } from '../../text'
import css from './overview.module.css'
import type { Sample } from './use-samples'

const usualWidth = 600
const height = 190
const left = 44
const right = 44
const top = 8
const bottom = 24
const lines = ['p99', 'p95', 'p50'] as const

/** Response times as lines: the 50th, 95th and 99th percentile, with the numbers in a table behind them. */
export function TimeChart({ samples }: { samples: readonly Sample[] }) {
  if (samples.length === 0) return <p className={css.quiet}>{t.overview.noTimes}</p>
  if (samples.length === 1) return <p className={css.quiet}>{t.overview.collecting}</p>
  return <Lines samples={samples} />
}

function Lines({ samples }: { samples: readonly Sample[] }) {
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box, usualWidth)
  const first = samples[0] as Sample
  const last = samples.at(-1) as Sample
  const ticks = niceTicks(Math.max(...samples.map(s => s.p99)))
  const most = ticks.at(-1) ?? 1
  const x = (at: number) => left + ((at - first.at) / Math.max(1, last.at - first.at)) * (width - left - right)
  const y = (ms: number) => height - bottom - (ms / most) * (height - top - bottom)
  const labels = spread(lines.map(name => ({ name, y: y(last[name]) })))
  const shown = samples.filter((_, i) => i % Math.ceil(samples.length / 12) === 0 || i === samples.length - 1)
  return (
    <div ref={box}>
      <svg width={width} height={height} className={css.chart} aria-hidden="true" focusable="false">
        {ticks.map(tick => (
          <g key={tick}>
            <line x1={left} x2={width - right} y1={y(tick)} y2={y(tick)} className={css.gridline} />
            <text x={left - 8} y={y(tick) + 3.5} textAnchor="end">
              {tick}
            </text>
          </g>
        ))}
        <text x={left} y={height - 6}>
          {formatSeconds(new Date(first.at))}
        </text>
        <text x={width - right} y={height - 6} textAnchor="end">
          {formatSeconds(new Date(last.at))}
        </text>
        {lines.map(name => (
          <polyline
            key={name}
            className={`${css.line} ${css[name]}`}
            points={samples.map(s => `${x(s.at).toFixed(1)},${y(s[name]).toFixed(1)}`).join(' ')}
          />
        ))}
        {labels.map(l => (
          <text key={l.name} x={width - right + 6} y={l.y + 3.5} className={`${css.lineLabel} ${css[l.name]}`}>
            {l.name}
          </text>
        ))}
      </svg>
      <details className={css.behind}>
        <summary>{t.overview.table}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.overview.time}</th>
              {[...lines].reverse().map(name => (
                <th key={name} scope="col" className={css.number}>
                  {name}, ms
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(s => (
              <tr key={s.at}>
                <th scope="row">{formatSeconds(new Date(s.at))}</th>
                {[...lines].reverse().map(name => (
                  <td key={name} className={css.number}>
                    {s[name].toFixed(2)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
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
