import type { components } from './schema.gen'

export type EventData = components['schemas']['EventData']

/** What the portal tells of, by the names of the contract. */
export const eventNames = ['message.ready', 'lead.changed', 'fleet.scored', 'reset'] as const
export type EventName = (typeof eventNames)[number]

interface Listener {
  /** Called for each event. */
  onEvent: (name: EventName, data: EventData) => void
  /** Called whenever the stream begins, at first and after every break: what was told meanwhile may be missing. */
  onOpen: () => void
}

/** How long to wait before asking again after the portal has refused the stream. */
const againMs = 10_000

/**
 * Listens to what happens at a dealer; the answer ends it. The browser comes back by itself after a break,
 * and names the last event it has seen. Where there are no streams nothing is ever told.
 */
export function listen(dealer: string, { onEvent, onOpen }: Listener): () => void {
  if (typeof EventSource === 'undefined') return () => undefined
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const open = () => {
    const stream = new EventSource(`/api/events?${new URLSearchParams({ dealer })}`)
    source = stream
    stream.addEventListener('open', onOpen)
    for (const name of eventNames) {
      stream.addEventListener(name, e => onEvent(name, JSON.parse((e as MessageEvent<string>).data) as EventData))
    }
    stream.addEventListener('error', () => {
      if (stream.readyState !== EventSource.CLOSED) return // it comes back by itself
      timer = setTimeout(open, againMs)
    })
  }
  open()
  return () => {
    clearTimeout(timer)
    source?.close()
  }
}
