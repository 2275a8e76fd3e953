import type { SpendState } from '../../api/types'

/** How much of a cap is used, as a share; the larger one where there are two, undefined where there is none. */
export function shareOfCap(s: SpendState): number | undefined {
  const shares = [
    s.cap_microdollars ? s.counted_microdollars / s.cap_microdollars : undefined,
    s.cap_tokens ? s.counted_tokens / s.cap_tokens : undefined,
  ].filter(n => n !== undefined)
  return shares.length > 0 ? Math.max(...shares) : undefined
}

/** The months that can be asked for, the present one first, as the contract writes them. */
export function monthsBefore(now: Date, n: number): string[] {
  return Array.from({ length: n }, (_, i) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - i, 1)).toISOString().slice(0, 7),
  )
}
