import { t } from '../text'

const minute = 60_000
const hour = 60 * minute

/** How long ago something was, in as few letters as there is room for in a row: "3 d". */
export function formatAge(at: Date, now: Date): string {
  const passed = Math.max(0, now.getTime() - at.getTime())
  const hours = Math.floor(passed / hour)
  if (hours < 1) return t.queue.age.minutes(Math.floor(passed / minute))
  return hours < 24 ? t.queue.age.hours(hours) : t.queue.age.days(Math.floor(hours / 24))
}
