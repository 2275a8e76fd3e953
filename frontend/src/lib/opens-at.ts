/** The time that is open, or that opens next: from `from` on, before `until`; never for null. */
interface Hours {
  from: string | null
  until: string | null
}

/**
 * When closed hours open; undefined while they are open. It is null when they never do, and when they have ended since
 * they were told.
 */
export function opensAt({ from, until }: Hours, now: Date): Date | null | undefined {
  if (!from || !until || new Date(until) <= now) return null
  const opens = new Date(from)
  return opens > now ? opens : undefined
}
