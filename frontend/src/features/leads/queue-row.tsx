import { createElement, type MouseEvent, memo, type ReactNode } from 'react'
import type { Lead } from '../../api/types'
import { Chip } from '../../components/chip'
import { IntervalTrack } from '../../components/interval-track'
import { PriorityMark } from '../../components/priority-mark'
import { VisuallyHidden } from '../../components/visually-hidden'
import { formatAge } from '../../lib/format-age'
import { formatMoney } from '../../lib/format-money'
import { formatChance, formatCount } from '../../lib/format-number'
import { formatExact, formatOpening, formatWhen } from '../../lib/format-when'
import { opensAt } from '../../lib/opens-at'
import { useNow } from '../../lib/use-now'
import { t } from '../../text'
import { mainReason } from './main-reason'
import css from './queue.module.css'

export const rowLinkId = (leadId: string) => `lead-${leadId}`

/** What an owner calls the vehicle: its make only when it is not a Ford. */
export function vehicleName(v: Lead['vehicle']): string {
  const make = v.make.toLowerCase() === 'ford' ? '' : `${v.make} `
  return `${v.year} ${make}${v.model}`
}

interface Props {
  lead: Lead
  index: number
  top: number
  open: boolean
  selected: boolean
  timeZone: string
  /** The search part of the address, which the lead's address keeps. */
  search: string
  onOpen: (leadId: string, replace: boolean) => void
  /** Selects the lead or leaves it out; with `range` all from the one before to this one. */
  onSelect: (leadId: string, range: boolean) => void
}

/**
 * A lead as one row: who, how soon, how likely and how well that is known, why, with which message, since when
 * and with whom. Its link is a plain one: rows come and go by the dozen while the list is scrolled.
 */
export const QueueRow = memo(function QueueRow(props: Props) {
  const { lead, index, top, open, selected, timeZone, search, onOpen, onSelect } = props
  const { risk, message, vehicle } = lead
  const name = lead.customer.name || t.queue.unnamed
  const done = lead.status === 'booked' || lead.status === 'closed'
  const why = reasonOf(lead, timeZone)
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows that are placed one by one cannot be a table's own
    // biome-ignore lint/a11y/useFocusableInteractive: the link in it is what takes the focus
    <div
      role="row"
      aria-rowindex={index + 2}
      className={`${css.columns} ${css.row} ${open ? css.open : ''} ${done ? css.done : ''} ${selected ? css.selected : ''}`}
      style={{ top }}
    >
      {cell(
        css.rank,
        <span className={css.number}>{formatCount(index + 1)}</span>,
        <input
          type="checkbox"
          className={css.check}
          aria-label={t.queue.select(name)}
          checked={selected}
          onChange={() => undefined}
          onClick={e => onSelect(lead.id, e.shiftKey)}
        />,
      )}
      {cell(
        css.who,
        <a
          id={rowLinkId(lead.id)}
          href={`/dealer/leads/${encodeURIComponent(lead.id)}${search}`}
          className={css.name}
          aria-current={open ? 'true' : undefined}
          onClick={e => {
            if (!isPlain(e)) return
            e.preventDefault()
            onOpen(lead.id, false)
          }}
        >
          {name}
        </a>,
        <br />,
        <span className={css.second}>
          {vehicleName(vehicle)}
          {vehicle.mileage != null && ` · ${t.vehicles.miles(formatCount(vehicle.mileage))}`}
        </span>,
      )}
      {cell(css.priority, <PriorityMark priority={lead.priority} />)}
      {cell(
        css.risk,
        <IntervalTrack at={risk.probability} low={risk.low} high={risk.high} tone={lead.priority} />,
        <span className={css.percent} title={risk.words}>
          {formatChance(risk.probability)}
        </span>,
      )}
      {cell(
        css.reason,
        <span className={css.clamp} title={why}>
          {lead.status !== 'new' && !lead.call_back_at && (
            <strong className={css.standing}>{t.status[lead.status]}</strong>
          )}
          {!done && <NotNow hours={lead.call_hours} />}
          {why}
        </span>,
      )}
      {cell(css.value, lead.service_value ? formatMoney(lead.service_value) : t.app.none)}
      {cell(css.kind, <Chip look={looks[message.kind]}>{t.messageKind[message.kind]}</Chip>)}
      {cell(
        `${css.meta} ${css.second}`,
        <Since at={lead.created_at} timeZone={timeZone} />,
        lead.assignee && (
          <>
            <span aria-hidden="true" title={lead.assignee.name}>
              {` · ${initials(lead.assignee.name)}`}
            </span>
            <VisuallyHidden>{t.queue.ownedBy(lead.assignee.name)}</VisuallyHidden>
          </>
        ),
      )}
    </div>
  )
})

const looks = { ai: 'accent', edited: 'outline', template: 'dashed' } as const

/** A click that is meant for this page, and not for a new tab. */
const isPlain = (e: MouseEvent) => e.button === 0 && !e.metaKey && !e.ctrlKey && !e.shiftKey && !e.altKey

/** How old the lead is, and to the minute for who asks. */
function Since({ at, timeZone }: { at: string; timeZone: string }) {
  const since = new Date(at)
  return (
    <time dateTime={at} title={t.queue.ageTitle(formatExact(since, timeZone))}>
      {formatAge(since, new Date())}
    </time>
  )
}

/** From when on the owner may be called, for whom now is not the time. */
function NotNow({ hours }: { hours: Lead['call_hours'] }) {
  const now = useNow()
  const opens = opensAt(hours, now)
  return (
    opens !== undefined && (
      <strong className={css.standing}>
        <span aria-hidden="true">◷ </span>
        {opens && <VisuallyHidden>{t.queue.mayCall}</VisuallyHidden>}
        {opens ? t.queue.callFrom(formatOpening(opens, now, hours.time_zone)) : t.queue.notNow}
      </strong>
    )
  )
}

const initials = (name: string) =>
  name
    .split(/\s+/)
    .map(word => word.charAt(0))
    .join('')
    .slice(0, 3)

function reasonOf(lead: Lead, timeZone: string): string {
  if (lead.status === 'callback' && lead.call_back_at) {
    return t.queue.callBackDue(formatWhen(new Date(lead.call_back_at), new Date(), timeZone))
  }
  return mainReason(lead) || t.queue.noReason
}

/** A cell. It is no component of its own, because there are so many. */
const cell = (className: string | undefined, ...children: ReactNode[]) =>
  createElement('span', { role: 'cell', className }, ...children)
