import type { ImportKind, ImportRecord, ImportResult, ImportRow } from '../../api/types'

export interface ImportRequest {
  file: File
  kind: ImportKind
  /** Check the file and store nothing. */
  dryRun: boolean
}

/** How far a file has come. What is `reading` has no length that is known. */
export type Step =
  | { at: 'sending'; sent: number; of: number }
  | { at: 'reading' }
  | { at: 'rows'; done: number; of: number }

/** Why an import has ended before its result. */
export type Cause = 'cancelled' | 'lost' | 'failed'

/** Where the import of a file stands. */
export type Run =
  | { is: 'idle' }
  | { is: 'busy'; request: ImportRequest; step: Step; cancelling: boolean }
  | { is: 'result'; request: ImportRequest; result: ImportResult; tooLate: boolean }
  /** Cancelled before anything could be stored. */
  | { is: 'cancelled'; request: ImportRequest }
  /** Refused, and nothing was stored. */
  | { is: 'failed'; request: ImportRequest; error: unknown }
  /** Ended while it may have stored rows: the portal is asked what became of it. */
  | { is: 'asking'; request: ImportRequest; cause: Cause; error: unknown; unreachable: boolean }
  | { is: 'ended'; request: ImportRequest; cause: Cause; error: unknown; record: ImportRecord }

export type Told =
  | { what: 'started'; request: ImportRequest }
  | { what: 'sent'; bytes: number }
  | { what: 'rows'; done: number; of: number }
  | { what: 'cancelling' }
  | { what: 'cancelled' }
  | { what: 'result'; rows: ImportRow[]; counts: Omit<ImportResult, 'rows'> }
  | { what: 'failed'; error: unknown }
  | { what: 'asking'; cause: Cause; error?: unknown }
  | { what: 'unreachable' }
  | { what: 'record'; record: ImportRecord }

/** What follows from what was told. Nothing ever goes back, and what has ended is not begun again by a late word. */
export function advance(run: Run, told: Told): Run {
  if (told.what === 'started') {
    const { file } = told.request
    return { is: 'busy', request: told.request, step: { at: 'sending', sent: 0, of: file.size }, cancelling: false }
  }
  if (run.is === 'asking') {
    if (told.what === 'unreachable') return { ...run, unreachable: true }
    if (told.what === 'record') return { ...run, is: 'ended', record: told.record }
    return run
  }
  if (run.is !== 'busy') return run
  const { request } = run
  switch (told.what) {
    case 'sent': {
      if (run.step.at !== 'sending') return run
      const sent = Math.max(run.step.sent, told.bytes)
      return { ...run, step: sent >= run.step.of ? { at: 'reading' } : { ...run.step, sent } }
    }
    case 'rows':
      if (run.step.at === 'rows' && told.done < run.step.done) return run
      return { ...run, step: { at: 'rows', done: told.done, of: told.of } }
    case 'cancelling':
      return { ...run, cancelling: true }
    case 'cancelled':
      return { is: 'cancelled', request }
    case 'result':
      return { is: 'result', request, result: { ...told.counts, rows: told.rows }, tooLate: run.cancelling }
    case 'failed':
      return { is: 'failed', request, error: told.error }
    case 'asking':
      return { is: 'asking', request, cause: told.cause, error: told.error, unreachable: false }
    case 'record':
      return { is: 'ended', request, cause: 'cancelled', error: undefined, record: told.record }
    default:
      return run
  }
}
