import { useRef } from 'react'
import type { ServiceSlot, ServiceWindow } from '../../api/types'
import { ScrollArea } from '../../components/scroll-area'
import { formatCount, formatShare } from '../../lib/format-number'
import { formatTime } from '../../lib/format-when'
import { niceTicks } from '../../lib/nice-ticks'
import { useWidth } from '../../lib/use-width'
import { t } from '../../text'
import css from './overview.module.css'
import { messagesOf, spanOf } from './slots'
import { NotKept, TimeAxis } from './time-axis'

const usualWidth = 480
const height = 190
const left = 40
const right = 6
const top = 8
const bottom = 24
/** From the floor up. */
const kinds = ['ai', 'edited', 'template'] as const

interface Props {
  slots: readonly ServiceSlot[]
  window: ServiceWindow
}

/** Messages that were served in each slot, by kind, with the numbers in a table behind them. */
export function KindChart({ slots, window }: Props) {
  if (!slots.some(s => messagesOf(s) > 0)) return <p className={css.quiet}>{t.overview.noMessages}</p>
  return <Bars slots={slots} window={window} />
}

function Bars({ slots, window }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box, usualWidth)
  const { from, known, until } = spanOf(slots, window)
  const ticks = niceTicks(Math.max(4, ...slots.map(messagesOf)))
  const most = ticks.at(-1) ?? 1
  const x = (at: number) => left + ((at - from) / Math.max(1, until - from)) * (width - left - right)
  const tall = (n: number) => (n / most) * (height - top - bottom)
  const totals = kinds.map(kind => ({ kind, n: slots.reduce((sum, s) => sum + s.messages[kind], 0) }))
  const all = totals.reduce((sum, k) => sum + k.n, 0)
  return (
    <div ref={box}>
      <ul className={css.legend}>
        {totals.map(({ kind, n }) => (
          <li key={kind}>
            <i className={css[kind]} aria-hidden="true" /> {t.overview.kinds[kind]} {formatCount(n)} (
            {formatShare(n / all)})
          </li>
        ))}
      </ul>
      <svg
        width={width}
        height={height}
        className={css.chart}
        aria-hidden="true"
        focusable="false"
        data-testid="kind-chart"
      >
        {ticks.map(tick => (
          <g key={tick}>
            <line
              x1={left}
              x2={width - right}
              y1={height - bottom - tall(tick)}
              y2={height - bottom - tall(tick)}
              className={css.gridline}
            />
            <text x={left - 8} y={height - bottom - tall(tick) + 3.5} textAnchor="end">
              {formatCount(tick)}
            </text>
          </g>
        ))}
        <NotKept from={x(from)} until={x(known)} top={top} bottom={height - bottom} />
        {slots.map(s => {
          const [a, b] = [x(Date.parse(s.from)), x(Date.parse(s.until))]
          let floor = height - bottom
          return kinds.map(kind => {
            const h = tall(s.messages[kind])
            floor -= h
            return (
              h > 0 && (
                <rect
                  key={kind}
                  className={css[kind]}
                  x={a + 0.5}
                  width={Math.max(1, b - a - 1)}
                  y={floor}
                  height={h}
                />
              )
            )
          })
        })}
        <TimeAxis from={from} until={until} left={left} right={width - right} y={height - 6} />
      </svg>
      <details className={css.behind}>
        <summary>{t.overview.table}</summary>
        <ScrollArea label={t.overview.tableOf} className={css.behindTable}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t.overview.time}</th>
                {kinds.map(kind => (
                  <th key={kind} scope="col" className={css.number}>
                    {t.overview.kinds[kind]}
                  </th>
                ))}
                <th scope="col" className={css.number}>
                  {t.overview.calls}
                </th>
                <th scope="col" className={css.number}>
                  {t.overview.failed}
                </th>
              </tr>
            </thead>
            <tbody>
              {slots
                .filter(s => messagesOf(s) + s.model_calls + s.model_failures > 0)
                .reverse()
                .map(s => (
                  <tr key={s.from}>
                    <th scope="row">{formatTime(new Date(s.from))}</th>
                    {kinds.map(kind => (
                      <td key={kind} className={css.number}>
                        {formatCount(s.messages[kind])}
                      </td>
                    ))}
                    <td className={css.number}>{formatCount(s.model_calls)}</td>
                    <td className={css.number}>{formatCount(s.model_failures)}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </ScrollArea>
      </details>
    </div>
  )
}
