export interface CsvFile {
  header: string[]
  /** The row that starts on a line of the file; the first line is 1. Undefined behind the end. */
  fieldsOf: (line: number) => string[] | undefined
}

/**
 * Reads a file as a dealer system writes it: in any of the usual encodings, with any of the usual separators. A row is
 * read when it is asked for, so that a large file costs no more than finding its lines.
 */
export function readCsv(bytes: ArrayBuffer): CsvFile {
  const text = decode(bytes)
  const separator = separatorOf(text)
  const starts = startsOf(text)
  const fieldsOf = (line: number) => {
    const start = starts[line - 1]
    return start === undefined ? undefined : parse(text, start, separator)
  }
  const first = starts.findIndex(
    (start, i) => start < (starts[i + 1] ?? text.length) && !/[\r\n]/.test(text.charAt(start)),
  )
  return { header: fieldsOf(first + 1) ?? [], fieldsOf }
}

/** Where each line starts, whether lines end in \n, \r\n or \r. */
function startsOf(text: string): number[] {
  const starts = text === '' ? [] : [0]
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if ((c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10)) && i + 1 < text.length) starts.push(i + 1)
  }
  return starts
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

/** The row that starts at a place of the text. */
function parse(text: string, start: number, separator: string): string[] {
  const fields: string[] = []
  let field = ''
  let quoted = false
  for (let i = start; i < text.length; i++) {
    const c = text[i]
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
    } else if (c === '\n' || c === '\r') break
    else field += c
  }
  return [...fields, field]
}

/** Where a column stands, its name matched without regard to case, spaces, "_" and "-"; -1 for nowhere. */
export function columnOf(header: readonly string[], name: string): number {
  const plain = (s: string) => s.toLowerCase().replace(/[\s_-]/g, '')
  return header.findIndex(h => plain(h) === plain(name))
}
