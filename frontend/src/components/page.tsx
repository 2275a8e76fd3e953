import type { ReactNode } from 'react'
import { useEffect } from 'react'
import { t } from '../text'
import css from './page.module.css'

interface Props {
  title: string
  sub?: ReactNode
  actions?: ReactNode
  /** Whether the page scrolls inside panes of its own instead of as a whole. */
  fixed?: boolean
  /** Whether the header gives its room away where there is little. */
  compact?: boolean
  children: ReactNode
}

/** A screen: its title, what belongs beside it, and its content. The title is the document's, too. */
export function Page({ title, sub, actions, fixed, compact, children }: Props) {
  useEffect(() => {
    document.title = `${title} · ${t.app.name}`
  }, [title])
  return (
    <div className={`${css.page} ${fixed ? css.fixed : ''} ${compact ? css.compact : ''}`}>
      <header className={css.header}>
        <h1 className={css.title} tabIndex={-1}>
          {title}
        </h1>
        {sub && <p className={css.sub}>{sub}</p>}
        {actions && <div className={css.actions}>{actions}</div>}
      </header>
      <div className={css.content}>{children}</div>
    </div>
  )
}
