import css from './kbd.module.css'

/** A key of the keyboard. It is a hint for the eye: the control itself says its key to assistive technology. */
export function Kbd({ children }: { children: string }) {
  return (
    <kbd className={css.kbd} aria-hidden="true">
      {children}
    </kbd>
  )
}
