import { hasStatus } from '../../api/api-error'
import { api, bodyOf } from '../../api/client'
import type { Session } from '../../api/types'

// Plain functions: whoever signs in has loaded nothing yet that could be cached.

/** Who is signed in; null for nobody. */
export async function readSession(): Promise<Session | null> {
  try {
    return bodyOf(await api.GET('/api/session'))
  } catch (error) {
    if (hasStatus(error, 401)) return null
    throw error
  }
}

export async function signIn(email: string, password: string): Promise<Session> {
  return bodyOf(await api.POST('/api/session', { body: { email, password } }))
}

export async function signOut(): Promise<void> {
  await api.DELETE('/api/session')
}
