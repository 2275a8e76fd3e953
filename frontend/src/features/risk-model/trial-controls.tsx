import { useEffect, useId, useRef, useState } from 'react'
import type { Dealer, Thresholds } from '../../api/types'
import { Button } from '../../components/button'
import { Field } from '../../components/field'
import { useDebounced } from '../../lib/use-debounced'
import { t } from '../../text'
import css from './fleet.module.css'
import {
  type EvidenceGroup,
  isTrial,
  readThresholds,
  type Trial,
  type TypedThresholds,
  thresholdNames,
  typed,
} from './trial'

const words = t.fleetRisk
const typingMs = 250

interface Props {
  dealers: readonly Dealer[]
  groups: readonly EvidenceGroup[]
  trial: Trial
  own: Thresholds | undefined
  onTrial: (trial: Trial) => void
}

/** What can be tried: whose fleet, which evidence counts, which thresholds apply. */
export function TrialControls({ dealers, groups, trial, own, onTrial }: Props) {
  const counts = (name: string) => !trial.without.includes(name)
  const toggle = (name: string) =>
    onTrial({ ...trial, without: groups.map(g => g.name).filter(n => (n === name ? counts(n) : !counts(n))) })
  return (
    <form className={css.controls} aria-label={words.controls} onSubmit={e => e.preventDefault()}>
      <p className={css.sub}>{words.controlsLead}</p>
      <Field label={words.dealer}>
        <select value={trial.dealer ?? ''} onChange={e => onTrial({ ...trial, dealer: e.target.value || undefined })}>
          <option value="">{words.allDealers}</option>
          {dealers.map(d => (
            <option key={d.code} value={d.code}>
              {d.name}
            </option>
          ))}
        </select>
      </Field>
      <Groups groups={groups} counts={counts} onToggle={toggle} />
      <ThresholdFields
        value={trial.thresholds}
        own={own}
        ownLabel={trial.dealer ? words.own : words.ownAll}
        onChange={thresholds => onTrial({ ...trial, thresholds })}
      />
      <Button disabled={!isTrial(trial)} onClick={() => onTrial({ dealer: trial.dealer, without: [] })}>
        {words.reset}
      </Button>
    </form>
  )
}

interface GroupsProps {
  groups: readonly EvidenceGroup[]
  counts: (name: string) => boolean
  onToggle: (name: string) => void
}

function Groups({ groups, counts, onToggle }: GroupsProps) {
  const id = useId()
  return (
    <fieldset aria-describedby={`${id}-hint`}>
      <legend className={css.legend}>{words.groups}</legend>
      <p id={`${id}-hint`} className={css.sub}>
        {words.groupsHint}
      </p>
      <ul className={css.groups}>
        {groups.map(g => {
          const signs = g.signs.filter(s => s !== g.label)
          return (
            <li key={g.name}>
              <label className={css.choice}>
                <input
                  type="checkbox"
                  checked={counts(g.name)}
                  aria-describedby={signs.length > 0 ? `${id}-${g.name}` : undefined}
                  onChange={() => onToggle(g.name)}
                />
                {g.label}
              </label>
              {signs.length > 0 && (
                <p id={`${id}-${g.name}`} className={css.signs}>
                  {signs.join(', ')}
                </p>
              )}
            </li>
          )
        })}
      </ul>
    </fieldset>
  )
}

interface ThresholdProps {
  value: Thresholds | undefined
  own: Thresholds | undefined
  ownLabel: string
  onChange: (thresholds: Thresholds | undefined) => void
}

const same = (a: Thresholds | undefined, b: Thresholds | undefined) =>
  a === b || (!!a && !!b && thresholdNames.every(n => a[n] === b[n]))

const names = { high: t.priority.HIGH, moderate: t.priority.MODERATE, follow_up: t.priority.FOLLOW_UP } as const

/** The dealers' own thresholds, or others, which apply as soon as they make sense and the typing rests. */
function ThresholdFields({ value, own, ownLabel, onChange }: ThresholdProps) {
  const id = useId()
  const [fields, setFields] = useState<TypedThresholds | undefined>(() => value && typed(value))
  const settled = useDebounced(fields, typingMs)
  const asked = useRef(value)

  // What is in the address wins when it changes by other means than these fields.
  useEffect(() => {
    if (!same(value, asked.current)) {
      asked.current = value
      setFields(value && typed(value))
    }
  }, [value])

  const latest = useRef(onChange)
  useEffect(() => {
    latest.current = onChange
  })
  useEffect(() => {
    const read = settled && readThresholds(settled).thresholds
    if (read && settled === fields && !same(read, asked.current)) {
      asked.current = read
      latest.current(read)
    }
  }, [settled, fields])

  function set(next: Thresholds | undefined) {
    asked.current = next
    setFields(next && typed(next))
    onChange(next)
  }

  const wrong = settled === fields && fields ? (readThresholds(fields).wrong ?? {}) : {}
  return (
    <fieldset>
      <legend className={css.legend}>{words.thresholds}</legend>
      <div className={css.modes}>
        <label className={css.choice}>
          <input type="radio" name={id} checked={!fields} onChange={() => set(undefined)} />
          {ownLabel}
        </label>
        <label className={css.choice}>
          <input type="radio" name={id} checked={!!fields} disabled={!own && !fields} onChange={() => set(own)} />
          {words.others}
        </label>
      </div>
      {fields && (
        <div className={css.thresholds}>
          {thresholdNames.map(name => (
            <Field key={name} label={words.threshold(names[name])} error={wrong[name]}>
              <input
                inputMode="decimal"
                maxLength={6}
                value={fields[name]}
                onChange={e => setFields({ ...fields, [name]: e.target.value })}
              />
            </Field>
          ))}
        </div>
      )}
    </fieldset>
  )
}
