import { type MouseEvent, memo } from 'react'
import type { Lead } from '../../api/types'
import { Chip } from '../../components/chip'
import { IntervalTrack } from '../../components/interval-track'
import { PriorityMark } from '../../components/priority-mark'
import { VisuallyHidden } from '../../components/visually-hidden'
import { formatMoney } from '../../lib/format-money'
import { formatChance, formatCount } from '../../lib/format-number'
import { formatWhen } from '../../lib/format-when'
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
  timeZone: string
  /** The search part of the address, which the lead's address keeps. */
  search: string
  onOpen: (leadId: string, replace: boolean) => void
}

/**
 * A lead as one row: who, how soon, how likely and how well that is known, why, and with which message. Its
 * link is a plain one: rows come and go by the dozen while the list is scrolled.
 */
export const QueueRow = memo(function QueueRow({ lead, index, top, open, timeZone, search, onOpen }: Props) {
  const { risk, message, vehicle } = lead
  const done = lead.status === 'booked' || lead.status === 'closed'
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows that are placed one by one cannot be a table's own
    // biome-ignore lint/a11y/useFocusableInteractive: the link in it is what takes the focus
    <div
      role="row"
      aria-rowindex={index + 2}
      className={`${css.columns} ${css.row} ${open ? css.open : ''} ${done ? css.done : ''}`}
      style={{ transform: `translateY(${top}px)` }}
    >
      <Cell className={css.rank}>{formatCount(index + 1)}</Cell>
      <Cell className={css.who}>
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
          {lead.customer.name || t.queue.unnamed}
        </a>
        <span className={css.second}>
          {vehicleName(vehicle)}
          {vehicle.mileage != null && ` · ${t.vehicles.miles(formatCount(vehicle.mileage))}`}
        </span>
      </Cell>
      <Cell className={css.priority}>
        <PriorityMark priority={lead.priority} />
        <Standing lead={lead} />
      </Cell>
      <Cell className={css.risk}>
        <IntervalTrack at={risk.probability} low={risk.low} high={risk.high} tone={lead.priority} />
        <span className={css.percent}>{formatChance(risk.probability)}</span>
      </Cell>
      <Cell className={css.reason}>
        <span className={css.clamp}>{reasonOf(lead, timeZone)}</span>
      </Cell>
      <Cell className={css.value}>{lead.service_value ? formatMoney(lead.service_value) : t.app.none}</Cell>
      <Cell className={css.kind}>
        <Chip look={message.kind === 'ai' ? 'accent' : 'dashed'}>{t.messageKind[message.kind]}</Chip>
      </Cell>
    </div>
  )
})

/** A click that is meant for this page, and not for a new tab. */
const isPlain = (e: MouseEvent) => e.button === 0 && !e.metaKey && !e.ctrlKey && !e.shiftKey && !e.altKey

/** Where the lead stands and whose it is, in as few letters as there is room for. */
function Standing({ lead: { status, assignee } }: { lead: Lead }) {
  if (status === 'new' && !assignee) return null
  return (
    <span className={css.second}>
      {status !== 'new' && t.status[status]}
      {status !== 'new' && assignee && ' · '}
      {assignee && (
        <>
          <span aria-hidden="true">{status === 'new' ? shortName(assignee.name) : initials(assignee.name)}</span>
          <VisuallyHidden>{assignee.name}</VisuallyHidden>
        </>
      )}
    </span>
  )
}

const initials = (name: string) =>
  name
    .split(/\s+/)
    .map(word => word.charAt(0))
    .join('')
    .slice(0, 3)

function shortName(name: string): string {
  const [first = '', second] = name.split(/\s+/)
  return second ? `${first} ${second.charAt(0)}.` : first
}

function reasonOf(lead: Lead, timeZone: string): string {
  if (lead.status === 'callback' && lead.call_back_at) {
    return t.queue.callBackDue(formatWhen(new Date(lead.call_back_at), new Date(), timeZone))
  }
  return mainReason(lead) || t.queue.noReason
}

function Cell({ className, children }: { className?: string; children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: the table is made of roles
    <span role="cell" className={className}>
      {children}
    </span>
  )
}
