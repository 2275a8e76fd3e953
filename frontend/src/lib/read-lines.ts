/**
 * Reads documents that come one on each line of a text that grows: each call is given the whole text so far, and
 * gives the documents of the lines that are complete and were not given before.
 */
export function lineReader<T>(): (text: string) => T[] {
  let from = 0
  return text => {
    const found: T[] = []
    for (let end = text.indexOf('\n', from); end >= 0; end = text.indexOf('\n', from)) {
      if (end > from) found.push(JSON.parse(text.slice(from, end)) as T)
      from = end + 1
    }
    return found
  }
}
