import { useRef } from 'react'
import { t } from '../text'
import { Button } from './button'
import { Field } from './field'
import { useNotify } from './notices'
import css from './secret-field.module.css'

/** Something that is shown only now, with a button that copies it. */
export function SecretField({
  label,
  value,
  copy,
  copied,
}: {
  label: string
  value: string
  copy: string
  copied: string
}) {
  const notify = useNotify()
  const input = useRef<HTMLInputElement>(null)
  return (
    <div className={css.row}>
      <Field label={label}>
        <input ref={input} className={css.secret} readOnly value={value} onFocus={e => e.currentTarget.select()} />
      </Field>
      <Button
        look="primary"
        onClick={() =>
          navigator.clipboard.writeText(value).then(
            () => notify(copied),
            () => {
              input.current?.focus()
              notify(t.message.copyFailed)
            },
          )
        }
      >
        {copy}
      </Button>
    </div>
  )
}
