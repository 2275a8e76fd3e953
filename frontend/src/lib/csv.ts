/**
 * A value as it stands in a CSV file. One that a spreadsheet would take for a formula gets an
 * apostrophe before it, so that opening the file runs nothing.
 */
export function csvValue(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[\s]*[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export function csvOf(rows: readonly (readonly (string | number | null)[])[]): string {
  return rows
    .map(row => row.map(csvValue).join(','))
    .join('\r\n')
    .concat('\r\n')
}

/** Gives the browser a file to save. */
export function download(name: string, text: string, type = 'text/csv;charset=utf-8') {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
