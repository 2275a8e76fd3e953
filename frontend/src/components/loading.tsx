import { useEffect, useState } from 'react'
import { t } from '../text'
import css from './loading.module.css'

/** Quiet bars where something is about to be; after two seconds it says that the portal is slow. */
export function Loading({ rows = 6 }: { rows?: number }) {
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    const id = setTimeout(() => setSlow(true), 2000)
    return () => clearTimeout(id)
  }, [])
  return (
    <div className={css.loading} role="status">
      <span className={css.words}>{slow ? t.app.slow : <span className={css.hidden}>{t.app.loading}</span>}</span>
      {Array.from({ length: rows }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are all alike and never move
        <span key={i} className={css.bar} aria-hidden="true" />
      ))}
    </div>
  )
}
