import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useReducer, useRef } from 'react'
import { UnreachableError } from '../../api/api-error'
import { api, bodyOf } from '../../api/client'
import { sendImport } from '../../api/send-import'
import type { ImportCounts, ImportRecord, ImportRow } from '../../api/types'
import { advance, type Cause, type ImportRequest } from './progress-of'

export const transferKeys = {
  all: ['imports'] as const,
  latest: (dealer: string) => [...transferKeys.all, dealer] as const,
}

/** While an import runs, and while vehicles wait for their estimates, this often is asked how far it has come. */
const againMs = { running: 1_500, scoring: 3_000 }
/** How long to wait before the portal is asked again that could not be reached. */
const retryMs = 2_000

/** The latest imports, and what the dealer's vehicles wait for. */
export const latestImportsQuery = (dealer: string) =>
  queryOptions({
    queryKey: transferKeys.latest(dealer),
    queryFn: async ({ signal }) => bodyOf(await api.GET('/api/imports', { params: { query: { dealer } }, signal })),
    refetchInterval: ({ state: { data } }) => {
      if (data?.imports.some(i => i.state === 'running')) return againMs.running
      return data && !data.scoring.done && againMs.scoring
    },
  })

/** Cancels an import, and gives what became of it: from then on it stores nothing more. */
export async function cancelImport(dealer: string, id: string): Promise<ImportRecord> {
  return bodyOf(await api.DELETE('/api/imports/{id}', { params: { path: { id }, query: { dealer } } }))
}

/** An import under way. */
interface Present {
  id: string
  request: ImportRequest
  give: AbortController
  /** Whether it is being cancelled; what else ends it meanwhile is told by the answer to that. */
  cancelling: boolean
  over: boolean
}

/**
 * Checks and imports files, one at a time. Whoever leaves the screen gives up a check; an import goes on as long as
 * the application is open.
 */
export function useImport(dealer: string, onImported: () => void) {
  const client = useQueryClient()
  const [run, tell] = useReducer(advance, { is: 'idle' })
  const present = useRef<Present>(undefined)
  const left = useRef(false)
  useEffect(() => {
    left.current = false
    return () => {
      left.current = true
      if (present.current?.request.dryRun) present.current.give.abort()
    }
  }, [])

  const again = useCallback(
    () => void client.invalidateQueries({ queryKey: transferKeys.latest(dealer) }),
    [client, dealer],
  )

  /** Asks what became of an import until that is answered. To cancel it is to be sure that no row follows. */
  const ask = useCallback(
    async (id: string, cause: Cause, error?: unknown) => {
      tell({ what: 'asking', cause, error })
      while (!left.current && present.current?.id === id) {
        try {
          const record = await cancelImport(dealer, id)
          if (record.accepted > 0) onImported()
          again()
          return tell({ what: 'record', record })
        } catch {
          tell({ what: 'unreachable' })
          await new Promise(done => setTimeout(done, retryMs))
        }
      }
    },
    [dealer, onImported, again],
  )

  const start = useCallback(
    async (request: ImportRequest) => {
      const { file, kind, dryRun } = request
      const own: Present = {
        id: crypto.randomUUID(),
        request,
        give: new AbortController(),
        cancelling: false,
        over: false,
      }
      present.current?.give.abort()
      present.current = own
      const mine: typeof tell = told => {
        if (present.current === own) tell(told)
      }
      tell({ what: 'started', request })
      const rows: ImportRow[] = []
      let counts: ImportCounts | undefined
      let begun = false
      try {
        await sendImport(file, {
          query: { dealer, kind, dry_run: dryRun, progress: true, id: own.id, name: file.name.slice(-255) },
          signal: own.give.signal,
          onSent: bytes => mine({ what: 'sent', bytes }),
          onLines: lines => {
            for (const line of lines) {
              begun = true
              for (const row of line.rows ?? []) rows.push(row)
              counts = line.result ?? counts
            }
            const last = lines.findLast(l => l.of !== undefined)
            if (last) mine({ what: 'rows', done: last.done ?? 0, of: last.of ?? 0 })
          },
        })
        if (counts) mine({ what: 'result', rows, counts })
        if (!dryRun) {
          onImported()
          again()
        }
      } catch (error) {
        own.over = true
        if (own.give.signal.aborted || own.cancelling || present.current !== own) return
        const lost = error instanceof UnreachableError
        if (dryRun || !(lost || begun)) mine({ what: 'failed', error })
        else await ask(own.id, lost ? 'lost' : 'failed', error)
      }
    },
    [dealer, onImported, again, ask],
  )

  /** Gives a check up at once. An import is cancelled where it runs; one that was done by then says so itself. */
  const cancel = useCallback(async () => {
    const own = present.current
    if (!own) return
    if (own.request.dryRun) {
      tell({ what: 'cancelled' })
      own.give.abort()
      return
    }
    own.cancelling = true
    tell({ what: 'cancelling' })
    try {
      const record = await cancelImport(dealer, own.id)
      own.cancelling = false
      // One that was done by then tells its result by itself.
      if (present.current !== own || (record.state === 'done' && !own.over)) return
      if (record.accepted > 0) onImported()
      tell({ what: 'record', record })
      own.give.abort()
      again()
    } catch (error) {
      own.give.abort()
      await ask(own.id, 'cancelled', error)
    }
  }, [dealer, onImported, again, ask])

  return { run, start, cancel }
}
