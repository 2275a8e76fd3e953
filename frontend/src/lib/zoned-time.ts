/**
 * Between moments and the wall clock of a time zone. A wall clock time is written as
 * "2026-11-23T14:05", which is what a datetime-local field holds.
 */

/** What the wall clock in a time zone shows at a moment. */
export function wallClock(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(at)
  const part = (type: string) => parts.find(p => p.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`
}

const asIfUtc = (wall: string) => Date.parse(`${wall}Z`)

/**
 * The moment at which the wall clock shows this; undefined for what is no time. A time that a clock
 * change skips is taken as the time an hour later, one that occurs twice as the first.
 */
export function momentOf(wall: string, timeZone: string): Date | undefined {
  const wanted = asIfUtc(wall)
  if (Number.isNaN(wanted)) return undefined
  const offsetAt = (at: number) => asIfUtc(wallClock(new Date(at), timeZone)) - at
  // The offset at the wanted time is that of some moment within a day of it.
  const before = wanted - offsetAt(wanted - 86_400_000)
  const after = wanted - offsetAt(wanted + 86_400_000)
  for (const at of [before, after].sort((a, b) => a - b)) {
    if (asIfUtc(wallClock(new Date(at), timeZone)) === wanted) return new Date(at)
  }
  return new Date(before)
}
