import { type QueryClient, type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { type EventData, type EventName, listen } from '../api/event-stream'
import { leadKeys, renewShown } from '../features/leads/queries'
import { resultKeys } from '../features/results/queries'
import { vehicleKeys } from '../features/vehicles/queries'

/** Events that come together are answered together. */
const gatherMs = 100
/** Of more leads that change together only those that stand in the present order are renewed. */
const mostRenewed = 10

/**
 * What an event makes old. The lists themselves are left alone: they keep their order until a person asks for
 * them again, and what their leads say is renewed in place.
 */
function madeOld(dealer: string, name: EventName, data: EventData): QueryKey[] {
  const present = [...leadKeys.of(dealer), 'present']
  const details = [...leadKeys.of(dealer), 'detail']
  switch (name) {
    case 'message.ready':
      return [present, details]
    case 'lead.changed':
      return [
        present,
        data.lead_id ? leadKeys.detail(dealer, data.lead_id) : details,
        leadKeys.counts(dealer),
        [...vehicleKeys.all, dealer, 'detail'],
        resultKeys.all,
      ]
    case 'fleet.scored':
    case 'reset':
      return [present, details, leadKeys.counts(dealer), vehicleKeys.all]
  }
}

/** Keeps what is shown of a dealer up to date as long as it is listened to; the answer ends it. */
export function followDealer(client: QueryClient, dealer: string): () => void {
  const old = new Map<string, QueryKey>()
  const changed = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const renew = (keys: QueryKey[]) => {
    for (const key of keys) old.set(JSON.stringify(key), key)
    timer ??= setTimeout(() => {
      timer = undefined
      const queryKeys = [...old.values()]
      old.clear()
      for (const queryKey of queryKeys) void client.invalidateQueries({ queryKey })
      if (changed.size <= mostRenewed) renewShown(client, dealer, [...changed])
      changed.clear()
    }, gatherMs)
  }
  let opened = false
  const end = listen(dealer, {
    onEvent: (name, data) => {
      if (name === 'lead.changed' && data.lead_id) changed.add(data.lead_id)
      renew(madeOld(dealer, name, data))
    },
    onOpen: () => {
      if (opened) renew(madeOld(dealer, 'reset', { at: '' }))
      opened = true
    },
  })
  return () => {
    clearTimeout(timer)
    end()
  }
}

/** Follows a dealer while its screen is looked at. What polls goes on polling, and needs no stream. */
export function useLiveUpdates(dealer: string | undefined) {
  const client = useQueryClient()
  useEffect(() => {
    if (!dealer) return
    let end: (() => void) | undefined
    const look = () => {
      end?.()
      end = document.visibilityState === 'visible' ? followDealer(client, dealer) : undefined
    }
    look()
    document.addEventListener('visibilitychange', look)
    return () => {
      document.removeEventListener('visibilitychange', look)
      end?.()
    }
  }, [client, dealer])
}
