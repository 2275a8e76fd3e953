import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { DialogOnItsWay } from '../../components/on-its-way'
import { useShortcuts } from '../../lib/shortcuts'
import { t } from '../../text'
import { filterOfSearch, type LeadFilter, searchOf } from './lead-filter'
import { viewsQuery } from './queries'
import css from './queue.module.css'

const ViewsPanel = lazy(() => import('./views-panel').then(m => ({ default: m.ViewsPanel })))

interface Props {
  dealer: string
  filter: LeadFilter
  onFilter: (filter: LeadFilter) => void
}

/** The person's saved views, behind a button that names the one that is shown. */
export function ViewsMenu({ dealer, filter, onFilter }: Props) {
  const [open, setOpen] = useState(false)
  const views = useQuery(viewsQuery(dealer))
  const box = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const now = searchOf(filter)
  const shown = views.data?.find(v => searchOf(filterOfSearch(v.query)) === now)
  useShortcuts({ v: () => setOpen(true) })

  useEffect(() => {
    if (!open) return
    const outside = (e: Event) => {
      if (e.target instanceof Node && !box.current?.contains(e.target)) setOpen(false)
    }
    document.addEventListener('pointerdown', outside)
    document.addEventListener('focusin', outside)
    return () => {
      document.removeEventListener('pointerdown', outside)
      document.removeEventListener('focusin', outside)
    }
  }, [open])

  function close() {
    setOpen(false)
    button.current?.focus()
  }

  return (
    <div ref={box} className={css.views}>
      <button
        ref={button}
        type="button"
        className={css.show}
        aria-expanded={open}
        aria-haspopup="dialog"
        aria-keyshortcuts="v"
        onClick={() => setOpen(!open)}
      >
        {shown && now !== '' ? shown.name : t.views.button} <span aria-hidden="true">▾</span>
      </button>
      {open && (
        <Suspense fallback={<DialogOnItsWay />}>
          <ViewsPanel
            dealer={dealer}
            views={views}
            filter={filter}
            shownId={shown?.id}
            onPick={search => {
              close()
              onFilter(filterOfSearch(search))
            }}
            onClose={close}
          />
        </Suspense>
      )}
    </div>
  )
}
