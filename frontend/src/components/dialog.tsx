import { Dialog as Base } from '@base-ui/react/dialog'
import type { ReactNode, RefObject } from 'react'
import { t } from '../text'
import css from './dialog.module.css'

interface Props {
  title: string
  /** Called when the person leaves the dialog; without it the dialog can only be finished. */
  onClose?: () => void
  children: ReactNode
  wide?: boolean
  /** What has the focus at first; the first thing that can have it otherwise. */
  focus?: RefObject<HTMLElement | null>
}

/** A dialog over the page, open as long as it is there. */
export function Dialog({ title, onClose, children, wide, focus }: Props) {
  return (
    <Base.Root open onOpenChange={open => !open && onClose?.()} disablePointerDismissal={!onClose}>
      <Base.Portal>
        <Base.Backdrop className={css.backdrop} />
        <Base.Popup className={`${css.popup} ${wide ? css.wide : ''}`} initialFocus={focus}>
          <header className={css.header}>
            <Base.Title className={css.title}>{title}</Base.Title>
            {onClose && (
              <Base.Close className={css.close} aria-label={t.app.close}>
                ×
              </Base.Close>
            )}
          </header>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
