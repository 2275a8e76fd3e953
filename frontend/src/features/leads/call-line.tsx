import { Link } from '@tanstack/react-router'
import type { Lead } from '../../api/types'
import { formatDay, zoneInWords } from '../../lib/format-opening'
import { formatTime } from '../../lib/format-when'
import { opensAt } from '../../lib/opens-at'
import { useNow } from '../../lib/use-now'
import { callHoursText as t } from '../../text/en-call-hours'
import css from './call-line.module.css'

/** In words whether the owner may be called now, and otherwise when. */
export function callWords(lead: Lead, now: Date): string {
  const { call_hours: hours } = lead
  if (!hours.from || !hours.until) return lead.closed_reason === 'do_not_contact' ? t.asked : t.noHours
  const opens = opensAt(hours, now)
  const zone = zoneInWords(now, hours.time_zone)
  if (opens === undefined) return t.until(formatTime(new Date(hours.until), hours.time_zone), zone)
  return opens ? t.opens(formatDay(opens, now, hours.time_zone), zone) : t.later
}

/** Whether the owner may be called now, by which hours, and where they come from. */
export function CallLine({ lead }: { lead: Lead }) {
  const { call_hours: hours } = lead
  const now = useNow()
  const open = opensAt(hours, now) === undefined
  const basis = t.basis[hours.basis](lead.vehicle.state)
  return (
    <p className={css.line}>
      <strong className={open ? css.open : css.closed}>
        <span aria-hidden="true">{open ? '✓' : '◷'} </span>
        {callWords(lead, now)}
      </strong>{' '}
      <span className={css.basis}>
        {hours.zones > 1 && hours.basis !== 'unknown' ? `${basis}, ${t.zones}` : basis}.{' '}
        {hours.texts_are_calls && `${t.texts} `}
        <Link to="/dealer/settings" hash="call-hours" search={prev => ({ dealer: prev.dealer })}>
          {t.sources}
        </Link>
      </span>
    </p>
  )
}
