/** A stretch of a text, and whether it is a fact of this customer. */
export interface Piece {
  text: string
  fact: boolean
}

/**
 * Cuts a text where it says one of the facts word for word. Facts are whole words: "Al" is not found in
 * "Also". Of two facts that begin at one place the longer counts.
 */
export function splitFacts(text: string, facts: readonly string[]): Piece[] {
  const wanted = [...new Set(facts.map(f => f.trim()).filter(Boolean))].sort((a, b) => b.length - a.length)
  if (wanted.length === 0) return [{ text, fact: false }]
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${wanted.map(literal).join('|')})(?![\\p{L}\\p{N}])`, 'gu')
  const pieces: Piece[] = []
  let done = 0
  for (const match of text.matchAll(pattern)) {
    if (match.index > done) pieces.push({ text: text.slice(done, match.index), fact: false })
    pieces.push({ text: match[0], fact: true })
    done = match.index + match[0].length
  }
  if (done < text.length) pieces.push({ text: text.slice(done), fact: false })
  return pieces
}

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
