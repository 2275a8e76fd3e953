import type { ImportRecord } from '../../api/types'
import { formatCount, plural } from '../../lib/format-number'
import { tImport } from '../../text/import'

/** What became of an import's rows, in words that claim no more than was recorded. */
export function outcomeOf(r: ImportRecord): string {
  if (r.state === 'running') return tImport.rowsOf(formatCount(r.done), formatCount(r.rows))
  const counts = [
    tImport.stored(formatCount(r.accepted)),
    tImport.unchanged(formatCount(r.unchanged)),
    tImport.rejected(formatCount(r.rejected)),
  ].join(' · ')
  if (r.state === 'done') return counts
  if (r.accepted === 0) return tImport.nothingStored
  return tImport.partly(formatCount(r.done), plural(r.rows, tImport.row), counts)
}
