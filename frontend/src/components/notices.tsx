import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react'
import { t } from '../text'
import css from './notices.module.css'

interface Notice {
  id: number
  text: string
  undo?: () => void
}

type Notify = (text: string, options?: { undo?: () => void }) => void

const Context = createContext<Notify>(() => undefined)

/** Tells a person, in passing, what has happened, with a way back where there is one. */
export const useNotify = () => useContext(Context)

const shownMs = 6000

export function Notices({ children }: { children: ReactNode }) {
  const [notice, setNotice] = useState<Notice>()
  const next = useRef(0)
  const [held, setHeld] = useState(false)

  const notify = useCallback<Notify>((text, options) => {
    next.current += 1
    setNotice({ id: next.current, text, undo: options?.undo })
  }, [])

  useEffect(() => {
    if (!notice || held) return
    const id = setTimeout(() => setNotice(undefined), shownMs)
    return () => clearTimeout(id)
  }, [notice, held])

  const hold = useMemo(
    () => ({
      onMouseEnter: () => setHeld(true),
      onMouseLeave: () => setHeld(false),
      onFocus: () => setHeld(true),
      onBlur: () => setHeld(false),
    }),
    [],
  )

  return (
    <Context value={notify}>
      {children}
      <section className={css.region} aria-live="polite" aria-label={t.app.notices}>
        {notice && (
          <div key={notice.id} className={css.notice} {...hold}>
            <span>{notice.text}</span>
            {notice.undo && (
              <button
                type="button"
                className={css.action}
                onClick={() => {
                  setNotice(undefined)
                  notice.undo?.()
                }}
              >
                {t.app.undo}
              </button>
            )}
            <button
              type="button"
              className={css.action}
              aria-label={t.app.dismiss}
              onClick={() => setNotice(undefined)}
            >
              ×
            </button>
          </div>
        )}
      </section>
    </Context>
  )
}
