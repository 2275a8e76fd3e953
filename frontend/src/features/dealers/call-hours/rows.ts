import type { CallHours, CallHoursRow, CallWindow, OwnCallHours } from '../../../api/types'
import { formatTime } from '../../../lib/format-when'
import { t as app } from '../../../text'
import { callHoursText } from '../../../text/en-call-hours'

const t = callHoursText.settings

/** A time of the contract, "09:00", as people write it: "9 AM", and "9:30 AM". */
export function clockInWords(time: string): string {
  const at = new Date(`2000-01-01T${time}:00Z`)
  return time.endsWith(':00') ? hour.format(at) : formatTime(at, 'UTC')
}

const hour = new Intl.DateTimeFormat(app.locale, { hour: 'numeric', timeZone: 'UTC' })

export const windowInWords = (w: CallWindow | null) => (w ? `${clockInWords(w.from)}–${clockInWords(w.until)}` : t.none)

/** The rows worth a line each: those with a rule of their own, then one for all others, and one for no state at all. */
export function shownRows(hours: CallHours): { name: string; row: CallHoursRow }[] {
  const rows = hours.states.filter(r => r.basis !== 'default').map(row => ({ name: row.state, row }))
  const other = hours.states.find(r => r.basis === 'default')
  if (other) rows.push({ name: t.rest, row: { ...other, state: '' } })
  return [...rows, { name: t.unknown, row: hours.unknown }]
}

export const days = ['weekdays', 'saturday', 'sunday'] as const

/** What the dialog begins with: the hours that hold now. */
export const ownOf = ({ weekdays, saturday, sunday, texts_are_calls, basis, note }: CallHoursRow): OwnCallHours => ({
  weekdays,
  saturday,
  sunday,
  texts_are_calls,
  note: basis === 'own' ? note : '',
})
