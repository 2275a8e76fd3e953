import type { components } from './schema.gen'

export type Problem = components['schemas']['Problem']

/** The request reached the portal, and the portal said no. */
export class ApiError extends Error {
  readonly status: number
  readonly problem: Problem
  /** Seconds after which it makes sense to try again, where the portal said so. */
  readonly retryAfter: number | undefined

  constructor(problem: Problem, retryAfter?: number) {
    super(problem.detail ?? problem.title)
    this.name = 'ApiError'
    this.status = problem.status
    this.problem = problem
    this.retryAfter = retryAfter
  }

  /** The request's id, by which the portal's log has it. */
  get requestId(): string | undefined {
    return this.problem.instance
  }

  /** What is wrong with a field of the request, or with one below it. */
  field(name: string): string | undefined {
    return this.problem.errors?.find(e => e.field === name || e.field.startsWith(`${name}.`))?.detail
  }
}

/** The request did not reach the portal, or no answer came back. */
export class UnreachableError extends Error {
  constructor(cause: unknown) {
    super('The portal cannot be reached.', { cause })
    this.name = 'UnreachableError'
  }
}

export const hasStatus = (error: unknown, status: number): error is ApiError =>
  error instanceof ApiError && error.status === status
