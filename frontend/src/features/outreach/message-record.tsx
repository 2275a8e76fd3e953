import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { describeError } from '../../api/describe-error'
import type { Dealer, Lead, MessageRecord as Made } from '../../api/types'
import { ErrorMessage } from '../../components/error-message'
import { Loading } from '../../components/loading'
import { When } from '../../components/when'
import { formatCount, formatDuration } from '../../lib/format-number'
import { t } from '../../text'
import css from './message-panel.module.css'
import { recordQuery } from './queries'

const words = t.message.recordOf

/** How a message came about: what its label stands for. */
export function MessageRecord({ dealer, lead }: { dealer: Dealer; lead: Lead }) {
  const record = useQuery(recordQuery(dealer.code, lead))
  if (record.isPending) return <Loading rows={4} />
  if (record.isError) return <ErrorMessage {...describeError(record.error)} onRetry={() => void record.refetch()} />
  return (
    <dl className={css.made} aria-label={t.message.record}>
      {rowsOf(record.data, dealer.time_zone).map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function rowsOf(r: Made, timeZone: string): [string, ReactNode][] {
  const rows: [string, ReactNode][] = [[words.kind, t.messageKind[r.kind]]]
  const add = (term: string, value: ReactNode) => {
    if (value !== null && value !== undefined && value !== '') rows.push([term, value])
  }
  add(words.reason, r.reason)
  add(words.rule, r.broken_rule)
  add(words.editedBy, r.edited_by)
  add(words.written, r.edited_at && <When at={r.edited_at} timeZone={timeZone} />)
  add(words.model, r.model)
  add(words.provider, r.provider)
  add(words.prompt, r.prompt_version)
  add(words.written, r.generated_at && <When at={r.generated_at} timeZone={timeZone} />)
  add(words.rules, r.rules_passed.join(', '))
  if (r.prompt_tokens !== null && r.completion_tokens !== null)
    add(words.tokens, words.tokensAre(formatCount(r.prompt_tokens), formatCount(r.completion_tokens)))
  if (r.kind === 'ai') add(words.cost, r.cost_microdollars === null ? words.costUnknown : costOf(r.cost_microdollars))
  if (r.latency_ms !== null) add(words.latency, formatDuration(r.latency_ms / 1000))
  add(words.attempts, r.attempts === null ? null : formatCount(r.attempts))
  const { brief } = r
  add(words.brief, words.briefIs(t.priority[brief.priority], brief.vehicle_kind, brief.tone, brief.language))
  add(words.briefReasons, brief.reasons.join('; '))
  add(words.manner, brief.manner)
  add(words.key, <span className={css.key}>{brief.key}</span>)
  return rows
}

/** Millionths of a dollar, in the cents that a text costs: "0.06 ¢". */
function costOf(microdollars: number): string {
  const cents = microdollars / 10_000
  return `${cents > 0 && cents < 0.001 ? '<0.001' : Number(cents.toFixed(3))} ¢`
}
