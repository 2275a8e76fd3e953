/** A row of a CSV file, and the line of the file on which it starts. */
export interface CsvRow {
  line: number
  fields: string[]
}

export interface CsvFile {
  header: string[]
  rows: CsvRow[]
}

/** Reads a file as a dealer system writes it: in any of the usual encodings, with any of the usual separators. */
export function readCsv(bytes: ArrayBuffer): CsvFile {
  const text = decode(bytes)
  const [header, ...rows] = parse(text, separatorOf(text))
  return { header: header?.fields ?? [], rows }
}

function decode(bytes: ArrayBuffer): string {
  const [a, b] = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength))
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** The separator that occurs most in the header row, outside quotes. */
function separatorOf(text: string): string {
  const end = text.search(/[\r\n]/)
  const header = (end < 0 ? text : text.slice(0, end)).replace(/"[^"]*"/g, '')
  let best = ','
  for (const s of [',', ';', '\t', '|']) {
    if (header.split(s).length > header.split(best).length) best = s
  }
  return best
}

function parse(text: string, separator: string): CsvRow[] {
  const rows: CsvRow[] = []
  let fields: string[] = []
  let field = ''
  let quoted = false
  let line = 1
  let start = 1
  const endRow = () => {
    fields.push(field)
    field = ''
    if (fields.length > 1 || fields[0] !== '') rows.push({ line: start, fields })
    fields = []
    start = line
  }
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (c === '\n' || (c === '\r' && text[i + 1] !== '\n')) line++
    if (quoted) {
      if (c !== '"') field += c
      else if (text[i + 1] === '"') {
        field += c
        i++
      } else quoted = false
    } else if (c === '"' && field === '') quoted = true
    else if (c === separator) {
      fields.push(field)
      field = ''
    } else if (c === '\n' || (c === '\r' && text[i + 1] !== '\n')) endRow()
    else if (c !== '\r') field += c
  }
  if (field !== '' || fields.length > 0) endRow()
  return rows
}

/** Where a column stands, its name matched without regard to case, spaces, "_" and "-"; -1 for nowhere. */
export function columnOf(header: readonly string[], name: string): number {
  const plain = (s: string) => s.toLowerCase().replace(/[\s_-]/g, '')
  return header.findIndex(h => plain(h) === plain(name))
}
