import type { ReactNode } from 'react'
import css from './chip.module.css'

/** A small label: filled in the accent for what was made by a model, dashed for what is a stand-in. */
export function Chip({
  look = 'outline',
  title,
  children,
}: {
  look?: 'accent' | 'outline' | 'dashed'
  title?: string
  children: ReactNode
}) {
  return (
    <span className={`${css.chip} ${css[look]}`} title={title}>
      {children}
    </span>
  )
}
