import { describeError } from '../../api/describe-error'
import { Button } from '../../components/button'
import { Meter } from '../../components/meter'
import { useLostFocus } from '../../lib/use-lost-focus'
import { tImport } from '../../text/import'
import css from './import.module.css'
import type { Run } from './progress-of'
import { outcomeOf } from './record-words'
import { Scoring } from './scoring'

type Ended = Extract<Run, { is: 'cancelled' | 'asking' | 'ended' }>

/** How an import ended before its result, and what it has left. */
export function ImportOutcome({ dealer, run, onAgain }: { dealer: string; run: Ended; onAgain: () => void }) {
  const title = useLostFocus<HTMLHeadingElement>()
  const { name } = run.request.file
  return (
    <section className={css.failed} aria-labelledby="outcome-title">
      <div role="status" className={css.outcome}>
        <h2 id="outcome-title" ref={title} tabIndex={-1}>
          {name}: {titleOf(run)}
        </h2>
        {run.is === 'asking' && <p>{run.unreachable ? tImport.askingLater : tImport.asking}</p>}
        {run.is === 'cancelled' && <p>{tImport.nothingStored}</p>}
        {run.is === 'ended' && <p>{outcomeOf(run.record)}</p>}
        {run.is === 'ended' && run.cause === 'failed' && <p className={css.hint}>{describeError(run.error).text}</p>}
      </div>
      {run.is === 'ended' && run.record.accepted > 0 && <Scoring dealer={dealer} />}
      {run.is === 'asking' ? (
        <Meter label={tImport.asking} text={run.unreachable ? tImport.askingLater : tImport.asking} />
      ) : (
        <div className={css.buttons}>
          <Button onClick={onAgain}>{tImport.again}</Button>
        </div>
      )}
    </section>
  )
}

function titleOf(run: Ended) {
  if (run.is === 'cancelled' || run.cause === 'cancelled') {
    return run.is === 'ended' && run.record.state !== 'cancelled' ? tImport.states[run.record.state] : tImport.cancelled
  }
  return run.cause === 'lost' ? tImport.lost : tImport.brokeOff
}
