import { callHoursText } from '../text/en-call-hours'
import { format, formatTime, sameDay } from './format-when'

/** A coming time by the clock of a zone, as one would say it: "9:00 AM today", "9:00 AM on Monday". */
export function formatDay(at: Date, now: Date, timeZone: string): string {
  const time = formatTime(at, timeZone)
  if (sameDay(at, now, timeZone)) return callHoursText.today(time)
  if (sameDay(at, new Date(now.getTime() + 86_400_000), timeZone)) return callHoursText.tomorrow(time)
  return callHoursText.day(time, format(timeZone, { weekday: 'long' }).format(at))
}

/** What people call a time zone: "Mountain Time". */
export const zoneInWords = (at: Date, timeZone: string) =>
  format(timeZone, { timeZoneName: 'longGeneric' })
    .formatToParts(at)
    .find(p => p.type === 'timeZoneName')?.value ?? timeZone
