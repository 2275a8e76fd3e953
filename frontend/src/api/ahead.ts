/** How long an answer that nobody has taken may wait. */
const keptMs = 10_000

const answers = new Map<string, Promise<Response>>()

/** Asks for what is sure to be needed while the files that will ask for it are still on their way. */
export function askAhead(path: string) {
  const { href } = new URL(path, window.location.origin)
  const answer = globalThis.fetch(href)
  // Whoever takes it hears of its failure.
  answer.catch(() => undefined)
  answers.set(href, answer)
  setTimeout(() => answers.delete(href), keptMs)
}

/** The answer that was asked for ahead; the first who asks for the same has it. */
export function takeAhead({ method, url }: Request): Promise<Response> | undefined {
  const answer = method === 'GET' ? answers.get(url) : undefined
  answers.delete(url)
  return answer
}

/** What was asked for ahead is not for whoever comes next. */
export const forgetAhead = () => answers.clear()
