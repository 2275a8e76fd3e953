import type { ReactNode } from 'react'
import css from './empty-state.module.css'

/** What stands where there is nothing to show: what that means, and what to do about it. */
export function EmptyState({ title, children, action }: { title?: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className={css.empty}>
      {title && <h2 className={css.title}>{title}</h2>}
      {children && <div className={css.text}>{children}</div>}
      {action && <div className={css.action}>{action}</div>}
    </div>
  )
}
