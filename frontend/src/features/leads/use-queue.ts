import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useRef, useState } from 'react'
import type { LeadFilter } from './lead-filter'
import { orderChanges } from './order-changes'
import { isPending, leadKeys, leadListQuery, presentQuery } from './queries'

const leastWatched = 50

/**
 * The queue as it is shown: its rows in the order in which they were asked for, and how much that order
 * differs from the present one.
 */
export function useQueue(dealer: string, filter: LeadFilter) {
  const client = useQueryClient()
  const list = useInfiniteQuery(leadListQuery(dealer, filter))
  const rows = useMemo(() => list.data?.pages.flatMap(p => p.leads) ?? [], [list.data])

  // What is on the screen is watched: closely while a text in it is being written.
  const visible = useRef({ first: 0, last: 0 })
  const shown = useRef(rows)
  shown.current = rows
  const [, setPending] = useState(false)
  const pending = useCallback(
    () => shown.current.slice(visible.current.first, visible.current.last + 1).some(isPending),
    [],
  )
  const watched = useCallback(
    () => Math.min(shown.current.length, Math.max(leastWatched, visible.current.last + 10)),
    [],
  )
  const onVisible = useCallback(
    (first: number, last: number) => {
      visible.current = { first, last }
      setPending(pending())
    },
    [pending],
  )
  const present = useQuery({
    ...presentQuery(dealer, filter, watched, pending),
    enabled: list.isSuccess && !list.isPlaceholderData,
  })
  const whole = !list.hasNextPage
  const changes = useMemo(() => {
    if (!present.data) return 0
    const shownIds = rows.map(l => l.id)
    const { ids, complete } = present.data
    return orderChanges(shownIds, whole ? ids : withoutWhatFollows(ids, shownIds), complete)
  }, [rows, present.data, whole])

  const refresh = useCallback(async () => {
    await client.invalidateQueries({ queryKey: leadKeys.list(dealer, filter) })
    client.setQueryData(leadKeys.present(dealer, filter), null)
  }, [client, dealer, filter])

  return { list, rows, changes, refresh, onVisible, visible }
}

/** The present order without what stands behind the last one that is shown: of a list that goes on it is not new. */
function withoutWhatFollows(ids: string[], shown: string[]): string[] {
  const known = new Set(shown)
  return ids.slice(0, ids.findLastIndex(id => known.has(id)) + 1)
}
