import { useEffect, useState } from 'react'
import { Button } from '../../components/button'
import { Meter } from '../../components/meter'
import { formatBytes, formatCount } from '../../lib/format-number'
import { useLostFocus } from '../../lib/use-lost-focus'
import { t } from '../../text'
import { tImport } from '../../text/import'
import css from './import.module.css'
import type { ImportRequest, Step } from './progress-of'

interface Props {
  request: ImportRequest
  step: Step
  cancelling: boolean
  onCancel: () => void
}

/** What is happening to a file, how far it has come as far as that is known, and the way out. */
export function ImportProgress({ request: { file, dryRun }, step, cancelling, onCancel }: Props) {
  const words = useLostFocus<HTMLParagraphElement>()
  const title = cancelling ? tImport.cancelling(file.name) : titleOf(step, file.name, dryRun)
  const text = textOf(step)
  return (
    <div className={css.progress}>
      <p role="status" ref={words} tabIndex={-1} className={css.progressTitle}>
        {title}
      </p>
      <span className={css.hint}>
        {text}
        <Elapsed />
      </span>
      <Button className={css.cancel} disabled={cancelling} onClick={onCancel}>
        {t.app.cancel}
      </Button>
      <div className={css.meter}>
        <Meter label={title} text={text} {...amountOf(step)} />
      </div>
      {!dryRun && step.at === 'rows' && <p className={css.hint}>{tImport.stay}</p>}
    </div>
  )
}

function titleOf(step: Step, name: string, dryRun: boolean) {
  if (step.at === 'sending') return tImport.sending(name)
  if (step.at === 'reading') return tImport.reading(name)
  return dryRun ? tImport.checking(name) : tImport.importing(name)
}

function textOf(step: Step) {
  if (step.at === 'sending') return tImport.sentOf(formatBytes(step.sent), formatBytes(step.of))
  if (step.at === 'reading') return tImport.counting
  return tImport.rowsOf(formatCount(step.done), formatCount(step.of))
}

function amountOf(step: Step) {
  if (step.at === 'sending') return { done: step.sent, of: step.of }
  return step.at === 'rows' ? { done: step.done, of: step.of } : {}
}

function Elapsed() {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const id = setInterval(() => setSeconds(s => s + 1), 1000)
    return () => clearInterval(id)
  }, [])
  return seconds > 1 && ` · ${tImport.elapsed(seconds)}`
}
