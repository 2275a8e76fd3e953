import type { BatteryEvent, BatteryEventInput, BatteryEventKind } from '../../api/types'
import { t } from '../../text'

export const eventKinds: readonly BatteryEventKind[] = [
  'installed',
  'replaced_after_failure',
  'replaced_preventively',
  'tested',
]

/** An event as it is being entered. */
export interface EnteredEvent {
  kind?: BatteryEventKind
  result?: 'pass' | 'replace'
  occurred_on: string
  source: string
}

export type WrongFields = Partial<Record<keyof EnteredEvent, string>>

/** The event that was entered, or what is wrong with each field. `today` is the dealer's. */
export function readEvent(
  e: EnteredEvent,
  today: string,
): { event: BatteryEventInput; wrong?: undefined } | { event?: undefined; wrong: WrongFields } {
  const rules = t.battery.rules
  const wrong: WrongFields = {}
  if (!e.kind) wrong.kind = rules.kind
  if (e.kind === 'tested' && !e.result) wrong.result = rules.result
  if (!e.occurred_on) wrong.occurred_on = rules.dateMissing
  else if (e.occurred_on > today) wrong.occurred_on = rules.dateFuture
  if (!e.kind || Object.keys(wrong).length > 0) return { wrong }
  return {
    event: {
      kind: e.kind,
      ...(e.kind === 'tested' && { result: e.result }),
      occurred_on: e.occurred_on,
      ...(e.source.trim() && { source: e.source.trim() }),
    },
  }
}

/** The same event, to be recorded again. */
export const againOf = ({ kind, result, occurred_on, source }: BatteryEvent): BatteryEventInput => ({
  kind,
  ...(result && { result }),
  occurred_on,
  ...(source && { source }),
})

/** What happened, in words. */
export const wordsOf = ({ kind, result }: Pick<BatteryEvent, 'kind' | 'result'>) =>
  kind === 'tested' && result ? t.battery.tested[result] : t.battery.kinds[kind]
