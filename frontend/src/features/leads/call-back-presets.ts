import { momentOf, wallClock } from '../../lib/zoned-time'
import { t } from '../../text'

/** The times for which a call is promised most, by the dealer's clock. */
export function presets(now: Date, timeZone: string): { label: string; at: Date }[] {
  const today = wallClock(now, timeZone).slice(0, 10)
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay()
  const untilMonday = (8 - weekday) % 7 || 7
  const nine = (days: number) => {
    const date = new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
    return momentOf(`${date}T09:00`, timeZone) ?? now
  }
  const choices = [
    { label: t.lead.presets.hour, at: new Date(now.getTime() + 3_600_000) },
    { label: t.lead.presets.tomorrow, at: nine(1) },
  ]
  if (untilMonday > 1) choices.push({ label: t.lead.presets.monday, at: nine(untilMonday) })
  return choices
}
