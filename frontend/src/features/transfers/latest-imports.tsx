import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { describeError } from '../../api/describe-error'
import type { ImportRecord } from '../../api/types'
import { Button } from '../../components/button'
import { ErrorMessage } from '../../components/error-message'
import { Meter } from '../../components/meter'
import { When } from '../../components/when'
import { formatCount } from '../../lib/format-number'
import { t } from '../../text'
import { tImport } from '../../text/import'
import css from './import.module.css'
import { cancelImport, latestImportsQuery, transferKeys } from './queries'
import { outcomeOf } from './record-words'
import { Scoring } from './scoring'

/** What became of the latest imports, for who has left the screen, or lost the connection, and comes back. */
export function LatestImports({ dealer, timeZone }: { dealer: string; timeZone: string }) {
  const client = useQueryClient()
  const { data, error, refetch } = useQuery(latestImportsQuery(dealer))
  const cancel = useMutation({
    mutationFn: (id: string) => cancelImport(dealer, id),
    onSettled: () => client.invalidateQueries({ queryKey: transferKeys.latest(dealer) }),
  })
  if (error && !data) return <ErrorMessage {...describeError(error)} onRetry={() => void refetch()} />
  if (!data || (data.imports.length === 0 && data.scoring.done)) return null
  return (
    <section className={css.latest} aria-labelledby="latest-title">
      <h2 id="latest-title">{tImport.latest}</h2>
      {!data.scoring.done && <Scoring dealer={dealer} />}
      {cancel.error && <ErrorMessage {...describeError(cancel.error)} />}
      <ul className={css.records}>
        {data.imports.map(r => (
          <li key={r.id} className={css.record}>
            <strong className={css.recordName}>{r.name ?? t.app.unknown}</strong>
            <span className={css.hint}>
              {r.kind && tImport.kinds[r.kind]} · <When at={r.started_at} timeZone={timeZone} />
            </span>
            <span className={css.recordState}>
              <span className={stateClass(r)}>{tImport.states[r.state]}</span>
              <span>{outcomeOf(r)}</span>
            </span>
            {r.state === 'running' && (
              <>
                <Button
                  aria-label={tImport.cancelOne(r.name ?? t.app.unknown)}
                  disabled={cancel.isPending && cancel.variables === r.id}
                  onClick={() => cancel.mutate(r.id)}
                >
                  {t.app.cancel}
                </Button>
                <span className={css.recordMeter}>
                  <Meter
                    label={tImport.importing(r.name ?? t.app.unknown)}
                    text={tImport.rowsOf(formatCount(r.done), formatCount(r.rows))}
                    done={r.done}
                    of={r.rows}
                  />
                </span>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function stateClass(r: ImportRecord) {
  if (r.state === 'done') return css.accepted
  return r.state === 'broken_off' ? css.bad : css.strong
}
