import type { ComponentProps, ReactNode } from 'react'
import css from './button.module.css'
import { Kbd } from './kbd'

type Props = ComponentProps<'button'> & {
  look?: 'primary' | 'plain' | 'quiet'
  /** The key that does the same. */
  shortcut?: string
  children: ReactNode
}

export function Button({ look = 'plain', shortcut, children, className, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      aria-keyshortcuts={shortcut}
      className={`${css.button} ${css[look]} ${className ?? ''}`}
    >
      {children}
      {shortcut && <Kbd>{shortcut}</Kbd>}
    </button>
  )
}

/** The class of a link that looks like a button. */
export const buttonClass = (look: 'primary' | 'plain' | 'quiet' = 'plain') => `${css.button} ${css[look]}`
