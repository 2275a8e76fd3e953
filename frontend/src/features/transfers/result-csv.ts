import type { ImportRow } from '../../api/types'
import { csvOf } from '../../lib/csv'
import type { CsvFile } from '../../lib/read-csv'

/** The file's own rows, each with what became of it. */
export function resultCsv(rows: readonly ImportRow[], file: CsvFile | undefined): string {
  const header = file?.header ?? []
  return csvOf([
    [...header, '_line', '_status', '_code', '_field', '_message'],
    ...rows.map(r => {
      const fields = file?.fieldsOf(r.row) ?? []
      return [...header.map((_, i) => fields[i] ?? ''), r.row, r.status, r.code, r.field, r.message]
    }),
  ])
}
