import { t } from '../text'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const formats = new Map<string, Intl.DateTimeFormat>()

/** The format with these options, made once. */
export function format(timeZone: string | undefined, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  let key = timeZone ?? ''
  for (const [name, value] of Object.entries(options)) key += value === undefined ? '' : ` ${name} ${value}`
  let f = formats.get(key)
  if (!f) {
    f = new Intl.DateTimeFormat(t.locale, { ...options, timeZone })
    formats.set(key, f)
  }
  return f
}

/** A time in full, with its zone: "Mon, Nov 23, 2026, 2:05 PM EST". */
export function formatExact(at: Date, timeZone?: string): string {
  return format(timeZone, {
    weekday: 'short',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(at)
}

export function formatTime(at: Date, timeZone?: string): string {
  return format(timeZone, { hour: 'numeric', minute: '2-digit' }).format(at)
}

/** A time to the second, for what happens within minutes. */
export function formatSeconds(at: Date): string {
  return format(undefined, { hour: 'numeric', minute: '2-digit', second: '2-digit' }).format(at)
}

/** The number of the day in a time zone, so that days can be told apart and counted. */
function dayNumber(at: Date, timeZone: string | undefined): number {
  const parts = format(timeZone, { year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(at)
  const part = (type: string) => Number(parts.find(p => p.type === type)?.value)
  return Date.UTC(part('year'), part('month') - 1, part('day')) / day
}

/** Whether two moments are of the same day in a time zone. */
export const sameDay = (a: Date, b: Date, timeZone: string) => dayNumber(a, timeZone) === dayNumber(b, timeZone)

/** A time as one would say it now: "just now", "3 min ago", "yesterday", "tomorrow, 9:00 AM", "Nov 3". */
export function formatWhen(at: Date, now: Date, timeZone?: string): string {
  const passed = now.getTime() - at.getTime()
  const days = dayNumber(now, timeZone) - dayNumber(at, timeZone)
  // The clocks of two machines, and the time since this one was looked at, differ by seconds.
  if (passed > -minute) {
    if (passed < minute) return t.when.justNow
    if (passed < hour) return t.when.minutesAgo(Math.floor(passed / minute))
    if (passed < 12 * hour || days === 0) return t.when.hoursAgo(Math.floor(passed / hour))
    if (days === 1) return t.when.yesterday
    if (days < 30) return t.when.daysAgo(days)
  } else {
    if (days === 0) return t.when.today(formatTime(at, timeZone))
    if (days === -1) return t.when.tomorrow(formatTime(at, timeZone))
    if (days > -7) return format(timeZone, { weekday: 'short', hour: 'numeric', minute: '2-digit' }).format(at)
  }
  const sameYear = Math.abs(days) < 300
  return format(timeZone, { month: 'short', day: 'numeric', year: sameYear ? undefined : 'numeric' }).format(at)
}

/** When hours open, short and by the clock of the zone: "9:00 AM", "9:00 AM Mon". */
export function formatOpening(at: Date, now: Date, timeZone: string): string {
  const time = formatTime(at, timeZone)
  if (sameDay(at, now, timeZone)) return time
  return `${time} ${format(timeZone, { weekday: 'short' }).format(at)}`
}

/** A month in UTC, with its year where that is needed: "Mar", "Jan 2026". */
export function formatTick(at: Date, year: boolean): string {
  return format('UTC', { month: 'short', year: year ? 'numeric' : undefined }).format(at)
}

/** A calendar date of the contract ("2026-03-02"), which has no time zone: "Mar 2, 2026". */
export function formatDate(date: string): string {
  return format('UTC', { month: 'short', day: 'numeric', year: 'numeric' }).format(new Date(`${date}T00:00:00Z`))
}

/** A month of the contract ("2026-03"): "March 2026". */
export function formatMonth(month: string): string {
  return format('UTC', { month: 'long', year: 'numeric' }).format(new Date(`${month}-01T00:00:00Z`))
}

/** The short name of a time zone at a moment: "EST"; the machine's own without one. */
export function zoneName(at: Date, timeZone?: string): string {
  return (
    format(timeZone, { timeZoneName: 'short' })
      .formatToParts(at)
      .find(p => p.type === 'timeZoneName')?.value ?? ''
  )
}
