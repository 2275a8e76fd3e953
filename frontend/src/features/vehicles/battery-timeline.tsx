import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { describeError } from '../../api/describe-error'
import type { BatteryEvent, Dealer, Reading } from '../../api/types'
import { ErrorMessage } from '../../components/error-message'
import { Loading } from '../../components/loading'
import { formatNumber } from '../../lib/format-number'
import { formatDate, formatExact, formatTick } from '../../lib/format-when'
import { useWidth } from '../../lib/use-width'
import { t } from '../../text'
import css from './battery-timeline.module.css'
import { wordsOf } from './event-input'
import { batteryEventsQuery, readingsQuery } from './queries'
import { keyOf, type Lane, lanesOf, type Mark, marksOf, segmentsOf, timeTicks } from './timeline'

const words = t.timeline
const usualWidth = 480
const left = 42
const right = 14
const laneHeight = 58
const laneGap = 26
const marksHeight = 40

/** What is known of a vehicle's battery over time: events and tests above, each kind of reading below. */
export function BatteryTimeline({ dealer, vin }: { dealer: Dealer; vin: string }) {
  const events = useQuery(batteryEventsQuery(dealer.code, vin))
  const readings = useQuery(readingsQuery(dealer.code, vin))
  const error = events.error ?? readings.error
  return (
    <section className={css.timeline} aria-labelledby="timeline-title">
      <h3 id="timeline-title" className={css.title}>
        {words.title}
      </h3>
      {error ? (
        <ErrorMessage
          {...describeError(error)}
          onRetry={() => {
            void events.refetch()
            void readings.refetch()
          }}
        />
      ) : events.data && readings.data ? (
        <Drawn
          events={events.data}
          readings={readings.data.readings}
          cut={readings.data.more}
          timeZone={dealer.time_zone}
        />
      ) : (
        <Loading rows={3} />
      )}
    </section>
  )
}

interface DrawnProps {
  events: BatteryEvent[]
  readings: Reading[]
  cut: boolean
  timeZone: string
}

function Drawn({ events, readings, cut, timeZone }: DrawnProps) {
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box, usualWidth)
  const [now] = useState(Date.now)
  const lanes = lanesOf(readings)
  const marks = marksOf(events, readings)
  const times = [...lanes.flatMap(l => l.points.map(p => p.at)), ...marks.map(m => m.at)]
  if (times.length === 0) return <p className={css.quiet}>{words.none}</p>
  const from = Math.min(...times, now - 30 * 86_400_000)
  const margin = (now - from) * 0.02
  const x = (at: number) => left + ((at - from + margin) / (now - from + margin)) * (width - left - right)
  const top = marks.length > 0 ? marksHeight : 6
  const height = top + lanes.length * (laneHeight + laneGap) + 18
  const ticks = timeTicks(from, now, Math.max(2, Math.floor((width - left) / 74)))
  return (
    <div ref={box}>
      <svg width={width} height={height} className={css.chart} aria-hidden="true" focusable="false">
        {ticks.map(tick => (
          <g key={tick.at}>
            <line x1={x(tick.at)} x2={x(tick.at)} y1={0} y2={height - 18} className={css.month} />
            {x(tick.at) < width - right - 46 && (
              <text x={x(tick.at)} y={height - 4} textAnchor="middle">
                {formatTick(new Date(tick.at), tick.january || tick === ticks[0])}
              </text>
            )}
          </g>
        ))}
        <text x={width - right} y={height - 4} textAnchor="end">
          {words.now}
        </text>
        {marks.length > 0 && (
          <>
            <text x={0} y={11} className={css.laneTitle}>
              {words.events}
            </text>
            {marks.map(m => (
              <MarkShape key={m.key} mark={m} x={x(m.at)} y={26} />
            ))}
          </>
        )}
        {lanes.map((lane, i) => (
          <LaneLines key={lane.kind} lane={lane} x={x} top={top + i * (laneHeight + laneGap) + 22} width={width} />
        ))}
      </svg>
      {marks.length > 0 && <Legend marks={marks} />}
      <p className={css.quiet}>
        {words.gap}
        {cut && ` ${words.cut}`}
      </p>
      <Table events={events} readings={readings} timeZone={timeZone} />
    </div>
  )
}

function LaneLines({ lane, x, top, width }: { lane: Lane; x: (at: number) => number; top: number; width: number }) {
  const inner = laneHeight - 12
  const y = (value: number) => top + inner - ((value - lane.low) / (lane.high - lane.low)) * inner
  return (
    <g>
      <text x={0} y={top - 11} className={css.laneTitle}>
        {words.kinds[lane.kind]}, {words.units[lane.kind]}
      </text>
      {lane.ticks.map(tick => (
        <g key={tick}>
          <line x1={left} x2={width - right} y1={y(tick)} y2={y(tick)} className={css.gridline} />
          {(tick === lane.low || tick === lane.high) && (
            <text x={left - 6} y={y(tick) + 3.5} textAnchor="end">
              {formatNumber(tick)}
            </text>
          )}
        </g>
      ))}
      {segmentsOf(lane.points).map(points => (
        <polyline
          key={points[0]?.at}
          className={css.line}
          points={points.map(p => `${x(p.at).toFixed(1)},${y(p.value).toFixed(1)}`).join(' ')}
        />
      ))}
      {lane.points.map(p => (
        <circle key={p.key} cx={x(p.at)} cy={y(p.value)} r={1.8} className={css.point} />
      ))}
    </g>
  )
}

/** A mark has a shape of its own, so that its colour is not all that tells it apart. */
function MarkShape({ mark, x, y }: { mark: Mark; x: number; y: number }) {
  switch (mark.what) {
    case 'fitted':
      return <rect x={x - 4} y={y - 4} width={8} height={8} className={css.fitted} />
    case 'good':
      return <circle cx={x} cy={y} r={4.2} className={css.good} />
    case 'bad':
      return <path d={`M${x} ${y - 5}l5 9h-10z`} className={css.bad} />
    case 'code':
      return <path d={`M${x - 4} ${y - 4}l8 8m0-8l-8 8`} className={css.code} />
  }
}

function Legend({ marks }: { marks: readonly Mark[] }) {
  const used = (['fitted', 'good', 'bad', 'code'] as const).filter(what => marks.some(m => m.what === what))
  return (
    <ul className={css.legend}>
      {used.map(what => (
        <li key={what}>
          <svg width={12} height={12} aria-hidden="true" focusable="false">
            <MarkShape mark={{ key: what, at: 0, what }} x={6} y={6} />
          </svg>
          {words.marks[what]}
        </li>
      ))}
    </ul>
  )
}

/** Everything that is drawn, newest first. */
function Table({ events, readings, timeZone }: Omit<DrawnProps, 'cut'>) {
  const [open, setOpen] = useState(false)
  return (
    <details className={css.behind} onToggle={e => setOpen(e.currentTarget.open)}>
      <summary>{words.table}</summary>
      {open && (
        <table>
          <thead>
            <tr>
              <th scope="col">{words.columns.when}</th>
              <th scope="col">{words.columns.what}</th>
              <th scope="col">{words.columns.value}</th>
              <th scope="col">{words.columns.source}</th>
            </tr>
          </thead>
          <tbody>
            {rowsOf(events, readings, timeZone).map(row => (
              <tr key={row.key}>
                <td>{row.when}</td>
                <th scope="row">{row.what}</th>
                <td className={css.number}>{row.value}</td>
                <td>{row.source}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  )
}

function rowsOf(events: readonly BatteryEvent[], readings: readonly Reading[], timeZone: string) {
  const rows = [
    ...events.map(e => ({
      key: e.id,
      at: Date.parse(`${e.occurred_on}T12:00:00Z`),
      when: formatDate(e.occurred_on),
      what: wordsOf(e),
      value: '',
      source: e.source,
    })),
    ...readings.map(r => ({
      key: keyOf(r),
      at: Date.parse(r.observed_at),
      when: formatExact(new Date(r.observed_at), timeZone),
      what: r.kind in words.kinds ? words.kinds[r.kind as keyof typeof words.kinds] : r.kind,
      value: valueTold(r),
      source: r.source ?? '',
    })),
  ]
  return rows.sort((a, b) => b.at - a.at)
}

function valueTold(r: Reading): string {
  if (r.kind === 'conductance_test') return r.result ? t.battery.results[r.result] : ''
  if (r.kind === 'dtc') return r.code || words.noCode
  const unit = r.kind in words.units ? words.units[r.kind as keyof typeof words.units] : ''
  const value = r.value === undefined ? '' : `${formatNumber(r.value)} ${unit}`
  return r.rest_hours === undefined ? value : `${value} ${words.rested(formatNumber(r.rest_hours))}`
}
