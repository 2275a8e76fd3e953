import type { ReactElement } from 'react'
import { cloneElement, useId } from 'react'
import css from './field.module.css'

interface Props {
  label: string
  hint?: string
  error?: string
  /** Shows the label to assistive technology only; 'wide': where there is room for a heading that stands for it. */
  labelHidden?: boolean | 'wide'
  children: ReactElement<Record<string, unknown>>
}

/** A label, a control and what is wrong with it, tied together for everybody. */
export function Field({ label, hint, error, labelHidden, children }: Props) {
  const id = useId()
  const said = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ')
  return (
    <div className={css.field}>
      <label htmlFor={id} className={labelHidden === 'wide' ? css.hiddenWide : labelHidden ? css.hidden : css.label}>
        {label}
      </label>
      {cloneElement(children, {
        id,
        className: `${css.control} ${children.props.className ?? ''}`,
        'aria-invalid': error ? true : undefined,
        'aria-describedby': said || undefined,
      })}
      {error && (
        <p id={`${id}-error`} className={css.error}>
          {error}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className={css.hint}>
          {hint}
        </p>
      )}
    </div>
  )
}

/** The class of a control that stands outside a Field. */
export const controlClass = css.control
