import createClient, { type Middleware } from 'openapi-fetch'
import { takeAhead } from './ahead'
import { ApiError, type Problem, UnreachableError } from './api-error'
import type { paths } from './schema.gen'

/** What is called when the portal says that nobody is signed in any more. */
type SessionEnded = () => void
const whenSessionEnds = new Set<SessionEnded>()

/** Registers what happens when a session has ended; the answer takes it back. */
export function onSessionEnded(f: SessionEnded): () => void {
  whenSessionEnds.add(f)
  return () => whenSessionEnds.delete(f)
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    const body: unknown = await response.clone().json()
    if (typeof body === 'object' && body !== null && 'status' in body && 'title' in body) {
      return body as Problem
    }
  } catch {
    // Not a problem document: something between us and the portal has answered.
  }
  return { type: 'about:blank', title: response.statusText || `HTTP ${response.status}`, status: response.status }
}

/** Throws what the portal refused a request with. */
export async function refuse(response: Response, schemaPath: string): Promise<never> {
  if (response.status === 401 && schemaPath !== '/api/session') {
    for (const f of whenSessionEnds) f()
  }
  const after = Number(response.headers.get('Retry-After') ?? Number.NaN)
  throw new ApiError(await problemOf(response), Number.isFinite(after) ? after : undefined)
}

const failures: Middleware = {
  async onResponse({ response, schemaPath }) {
    if (response.ok) return
    if (response.status === 503 && schemaPath === '/health') return // an answer, not a failure
    await refuse(response, schemaPath)
  },
  onError({ error }) {
    return error instanceof DOMException && error.name === 'AbortError' ? error : new UnreachableError(error)
  },
}

/**
 * The portal's API, typed by the contract. A call resolves only when the portal did what was asked;
 * otherwise it throws an ApiError or an UnreachableError. The session is a cookie that scripts cannot
 * read, so there is nothing to add to a request.
 */
export const api = createClient<paths>({
  baseUrl: window.location.origin,
  fetch: request => takeAhead(request) ?? globalThis.fetch(request),
})
api.use(failures)

/** The body of an answer, which is there because a failure has thrown. */
export function bodyOf<T>(answer: { data?: T }): T {
  return answer.data as T
}
