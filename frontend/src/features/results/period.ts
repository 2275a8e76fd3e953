/** The periods that can be chosen, in days, today the last of them. */
export const periods = [7, 30, 90, 365] as const
export type Days = (typeof periods)[number]

export const usualDays: Days = 90

export const daysOf = (text: unknown): Days => periods.find(d => String(d) === text) ?? usualDays

/** The first and the last day of a period, as the calendar in a time zone has them now. */
export function periodOf(days: Days, now: Date, timeZone?: string): { from: string; to: string } {
  const to = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    now,
  )
  const from = new Date(Date.parse(`${to}T00:00:00Z`) - (days - 1) * 86_400_000).toISOString().slice(0, 10)
  return { from, to }
}
