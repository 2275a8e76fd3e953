import { hasStatus } from '../../api/api-error'
import { api, bodyOf } from '../../api/client'
import type { LinkPurpose, LinkUse, Session } from '../../api/types'

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

/** Changes one's own name. */
export async function changeName(name: string): Promise<Session> {
  return bodyOf(await api.PATCH('/api/session', { body: { name } }))
}

/** Changes one's own password; the session goes on under another cookie. */
export async function changePassword(current: string, password: string): Promise<void> {
  await api.PUT('/api/session/password', { body: { current, password } })
}

/** Whom a one-time link is for; null when it does not work, or no longer. */
export async function readLink(token: string): Promise<LinkPurpose | null> {
  try {
    return bodyOf(await api.POST('/api/links/read', { body: { token } }))
  } catch (error) {
    if (hasStatus(error, 404)) return null
    throw error
  }
}

/** Sets a password with a one-time link, and signs in. */
export async function consumeLink(use: LinkUse): Promise<Session> {
  return bodyOf(await api.POST('/api/links/use', { body: use }))
}

export async function signOut(): Promise<void> {
  await api.DELETE('/api/session')
}
