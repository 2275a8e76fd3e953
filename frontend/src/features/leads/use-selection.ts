import { useCallback, useMemo, useRef, useState } from 'react'
import type { Lead } from '../../api/types'

/** Which leads of a dealer's list are selected. Leads that the list no longer has are selected no more. */
export function useSelection(dealer: string, rows: Lead[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const [of, setOf] = useState(dealer)
  if (of !== dealer) {
    setOf(dealer)
    setIds(new Set())
  }
  const last = useRef<string>(undefined)
  const shown = useRef(rows)
  shown.current = rows

  const toggle = useCallback((id: string, range: boolean) => {
    const order = shown.current.map(l => l.id)
    const from = range && last.current !== undefined ? order.indexOf(last.current) : -1
    const to = order.indexOf(id)
    last.current = id
    setIds(before => {
      const now = new Set(before)
      const on = !before.has(id)
      const some = from < 0 ? [id] : order.slice(Math.min(from, to), Math.max(from, to) + 1)
      for (const one of some) {
        if (on) now.add(one)
        else now.delete(one)
      }
      return now
    })
  }, [])
  const clear = useCallback(() => setIds(new Set()), [])
  const all = useCallback(() => setIds(new Set(shown.current.map(l => l.id))), [])
  const leads = useMemo(() => rows.filter(l => ids.has(l.id)), [rows, ids])
  return { ids, leads, toggle, clear, all }
}
