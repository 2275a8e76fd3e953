import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { ApiError } from '../../api/api-error'
import { describeError } from '../../api/describe-error'
import type { BatteryEventInput } from '../../api/types'
import { Button } from '../../components/button'
import { ErrorMessage } from '../../components/error-message'
import { Field } from '../../components/field'
import { wallClock } from '../../lib/zoned-time'
import { t } from '../../text'
import { type EnteredEvent, eventKinds, readEvent, type WrongFields } from './event-input'
import css from './history.module.css'

const words = t.battery

interface Props {
  timeZone: string
  busy: boolean
  /** Why the portal did not take it. */
  error: unknown
  onSubmit: (event: BatteryEventInput) => void
  onCancel: () => void
}

/** What happened to a battery, when, and where that is known from. */
export function EventForm({ timeZone, busy, error, onSubmit, onCancel }: Props) {
  const [today] = useState(() => wallClock(new Date(), timeZone).slice(0, 10))
  const [entered, setEntered] = useState<EnteredEvent>(() => ({ occurred_on: today, source: '' }))
  const [found, setFound] = useState<WrongFields>({})
  const form = useRef<HTMLFormElement>(null)

  useEffect(() => form.current?.querySelector('input')?.focus(), [])

  const field = (name: keyof EnteredEvent) =>
    found[name] ?? (error instanceof ApiError ? sentence(error.field(name)) : undefined)
  const wrong: WrongFields = {
    kind: field('kind'),
    result: field('result'),
    occurred_on: field('occurred_on'),
    source: field('source'),
  }
  const unnamed = error && !Object.values(wrong).some(Boolean)

  // Whoever submits something wrong goes on at the first field that is.
  const wrongNames = Object.entries(wrong)
    .filter(([, w]) => w)
    .map(([name]) => name)
    .join()
  useEffect(() => {
    if (wrongNames)
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"]:is(input), [aria-invalid="true"] input')?.focus()
  }, [wrongNames])

  function change(over: Partial<EnteredEvent>) {
    setEntered({ ...entered, ...over })
    setFound({})
  }

  function submit(e: FormEvent) {
    e.preventDefault()
    const read = readEvent(entered, today)
    setFound(read.wrong ?? {})
    if (read.event) onSubmit(read.event)
  }

  return (
    <form ref={form} className={css.form} noValidate aria-label={words.record} onSubmit={submit}>
      {unnamed ? <ErrorMessage {...failure(error)} /> : null}
      <Choices label={words.kind} error={wrong.kind}>
        {name =>
          eventKinds.map(kind => (
            <Choice
              key={kind}
              name={name}
              label={words.kinds[kind]}
              hint={words.kindHints[kind]}
              checked={entered.kind === kind}
              onChange={() => change({ kind })}
            />
          ))
        }
      </Choices>
      {entered.kind === 'tested' && (
        <Choices label={words.result} error={wrong.result}>
          {name =>
            (['pass', 'replace'] as const).map(result => (
              <Choice
                key={result}
                name={name}
                label={words.results[result]}
                checked={entered.result === result}
                onChange={() => change({ result })}
              />
            ))
          }
        </Choices>
      )}
      <div className={css.two}>
        <Field label={words.date} hint={words.dateHint(timeZone)} error={wrong.occurred_on}>
          <input
            type="date"
            max={today}
            value={entered.occurred_on}
            onChange={e => change({ occurred_on: e.target.value })}
          />
        </Field>
        <Field label={words.source} hint={words.sourceHint} error={wrong.source}>
          <input maxLength={60} value={entered.source} onChange={e => change({ source: e.target.value })} />
        </Field>
      </div>
      <div className={css.buttons}>
        <Button type="submit" look="primary" disabled={busy}>
          {busy ? words.submitting : words.submit}
        </Button>
        <Button look="quiet" onClick={onCancel}>
          {t.app.cancel}
        </Button>
      </div>
    </form>
  )
}

function failure(error: unknown) {
  const described = describeError(error)
  return { ...described, text: `${words.failed} ${described.text}` }
}

/** What the portal says of a field follows the field's name: "is before 1980". Here it stands alone. */
function sentence(detail: string | undefined): string | undefined {
  return detail && `${detail.charAt(0).toUpperCase()}${detail.slice(1)}${/[.!?]$/.test(detail) ? '' : '.'}`
}

function Choices({
  label,
  error,
  children,
}: {
  label: string
  error: string | undefined
  children: (name: string) => ReactNode
}) {
  const id = useId()
  return (
    <div
      role="radiogroup"
      aria-labelledby={`${id}-label`}
      aria-invalid={error ? true : undefined}
      aria-describedby={error ? `${id}-error` : undefined}
    >
      <p id={`${id}-label`} className={css.legend}>
        {label}
      </p>
      <div className={css.choices}>{children(id)}</div>
      {error && (
        <p id={`${id}-error`} className={css.error}>
          {error}
        </p>
      )}
    </div>
  )
}

interface ChoiceProps {
  name: string
  label: string
  hint?: string
  checked: boolean
  onChange: () => void
}

function Choice({ name, label, hint, checked, onChange }: ChoiceProps) {
  const id = useId()
  return (
    <div className={css.choice}>
      <label>
        <input
          type="radio"
          name={name}
          checked={checked}
          aria-describedby={hint ? `${id}-hint` : undefined}
          onChange={onChange}
        />
        {label}
      </label>
      {hint && (
        <p id={`${id}-hint`} className={css.hint}>
          {hint}
        </p>
      )}
    </div>
  )
}
