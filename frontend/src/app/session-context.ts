import { createContext, useContext } from 'react'
import type { Session } from '../api/types'

interface SessionValue {
  session: Session
  onSession: (session: Session) => void
  onLeave: () => void
}

export const SessionContext = createContext<SessionValue | undefined>(undefined)

/** Who is signed in, and how that changes. */
export function useSession(): SessionValue {
  const value = useContext(SessionContext)
  if (!value) throw new Error('Nobody is signed in here.')
  return value
}
