const key = 'portal.dealer'

/** The dealer whose portal an admin opened last on this machine. */
export const lastDealer = (): string | undefined => localStorage.getItem(key) ?? undefined
export const rememberDealer = (code: string) => localStorage.setItem(key, code)
