import { askAhead } from '../api/ahead'

/** The addresses at which the queue is opened, with or without a lead. */
const queuePath = /^\/(dealer(\/leads\/.*)?)?$/

const atQueue = () => queuePath.test(window.location.pathname)

/** The portal's own files, for which everybody waits who is signed in. */
export const loadPortal = () => import('./portal')

/**
 * Asks at once for the portal, and where the address is the queue for what that shows, instead of for one thing after
 * the other as each is found to be needed. The addresses are those that the portal will ask for: what differs is asked for twice.
 */
export function prepare() {
  void loadPortal()
  if (!atQueue()) return
  askAhead('/api/dealers')
  prepareQueue(new URLSearchParams(window.location.search).get('dealer'))
}

/** Asks for the dealer's queue, if that is what the address shows, and as it is without filters. */
export function prepareQueue(dealer: string | null | undefined) {
  const filters = [...new URLSearchParams(window.location.search).keys()].filter(name => name !== 'dealer')
  if (!dealer || !atQueue() || filters.length > 0) return
  const of = encodeURIComponent(dealer)
  askAhead(`/api/leads?dealer=${of}&limit=50`)
  askAhead(`/api/leads/counts?dealer=${of}`)
  askAhead(`/api/views?dealer=${of}`)
}
