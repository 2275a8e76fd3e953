import { lineReader } from '../lib/read-lines'
import { ApiError, UnreachableError } from './api-error'
import { refuse } from './client'
import type { operations } from './schema.gen'
import type { ImportLine } from './types'

const path = '/api/imports'
/** The text so far is looked at this often: to ask for it is to copy it. */
const lookMs = 200

interface Sending {
  query: operations['importFile']['parameters']['query']
  /** How many bytes of the file are sent. */
  onSent: (bytes: number) => void
  /** What the portal has told since the last call, in order. */
  onLines: (lines: ImportLine[]) => void
  signal: AbortSignal
}

/**
 * Sends a file and is told how far it has come. It resolves when the portal has told the result, and throws like the
 * rest of the API otherwise. No other way of sending tells how much is sent.
 */
export function sendImport(file: File, { query, onSent, onLines, signal }: Sending): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const read = lineReader<ImportLine>()
    let ended = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = () => {
      clearTimeout(timer)
      timer = undefined
      if (request.status !== 200) return
      const lines = read(request.responseText)
      if (lines.length === 0) return
      const last = lines.at(-1)
      ended = last?.result !== undefined
      if (last?.problem) reject(new ApiError(last.problem))
      onLines(lines)
    }
    const parameters = Object.entries(query).map(([name, value]) => [name, String(value)])
    request.open('POST', `${path}?${new URLSearchParams(parameters)}`)
    request.setRequestHeader('Content-Type', 'text/csv')
    request.upload.addEventListener('progress', e => onSent(Math.min(e.loaded, file.size)))
    request.upload.addEventListener('load', () => onSent(file.size))
    request.addEventListener('progress', () => {
      timer ??= setTimeout(look, lookMs)
    })
    request.addEventListener('load', () => {
      if (request.status !== 200) {
        const headers: Record<string, string> = {}
        for (const name of ['Content-Type', 'Retry-After']) {
          const value = request.getResponseHeader(name)
          if (value !== null) headers[name] = value
        }
        const { status, statusText, responseText } = request
        refuse(new Response(responseText, { status, statusText, headers }), path).catch(reject)
        return
      }
      look()
      if (ended) resolve()
      else reject(new UnreachableError('The answer ended before the result.'))
    })
    request.addEventListener('error', () => reject(new UnreachableError('The connection was lost.')))
    request.addEventListener('abort', () => reject(new DOMException('Given up.', 'AbortError')))
    signal.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}
