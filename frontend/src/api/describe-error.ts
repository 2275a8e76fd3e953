import { t } from '../text'
import { ApiError, UnreachableError } from './api-error'

/** An error as it is told to a person. */
export function describeError(error: unknown): { text: string; requestId?: string } {
  if (error instanceof UnreachableError) return { text: t.problem.unreachable }
  if (error instanceof ApiError) {
    const fields = error.problem.errors?.map(e => `${e.field}: ${e.detail}`)
    const text = fields?.length ? fields.join('; ') : error.message
    // The number helps only where somebody has to look for the cause.
    return error.status >= 500 ? { text, requestId: error.requestId } : { text }
  }
  return { text: t.problem.unexpected }
}
