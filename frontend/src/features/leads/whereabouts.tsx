import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { describeError } from '../../api/describe-error'
import type { Dealer, Whereabouts } from '../../api/types'
import { Button, buttonClass } from '../../components/button'
import { ErrorMessage } from '../../components/error-message'
import { Loading } from '../../components/loading'
import { formatCount } from '../../lib/format-number'
import { formatDate, formatWhen } from '../../lib/format-when'
import { t } from '../../text'
import { type LeadFilter, showsAll } from './lead-filter'
import { whereaboutsQuery } from './queries'
import css from './whereabouts.module.css'

/** In words where a vehicle stands, and why it is not in the queue where it is not. */
export function wordsFor(w: Whereabouts, timeZone: string, now = new Date()): string {
  const stop = w.do_not_contact
  const stopped =
    stop && stop.vin !== w.vin && t.why.stopped(stop.vin, formatWhen(new Date(stop.said_at), now, timeZone))
  switch (w.reason) {
    case 'here':
      return w.rank != null && w.priority ? t.why.here(formatCount(w.rank), t.priority[w.priority]) : t.why.hereClosed
    case 'left_out':
      return t.why.leftOut(formatCount(w.rank ?? 0), w.left_out_by.map(by => t.why.filters[by]).join(', '))
    case 'lead_booked':
      return t.why.booked
    case 'lead_closed': {
      const reason = w.closed_reason ? t.closedReason[w.closed_reason] : t.status.closed
      const when = w.closed_at ? formatWhen(new Date(w.closed_at), now, timeZone) : ''
      const back = stopped || (w.returns_at ? t.why.returns(formatDate(w.returns_at.slice(0, 10))) : t.why.staysAway)
      return `${t.why.closed(reason, when, w.closed_by ? t.why.closedBy(w.closed_by) : '')} ${back}`
    }
    case 'not_to_be_contacted':
      return stopped || t.why.staysAway
    case 'withheld':
      return t.why.withheld(w.returns_at ? formatDate(w.returns_at.slice(0, 10)) : t.app.unknown)
    case 'no_lead':
      return t.why.noLead
    case 'waiting':
      return t.why.waiting
    case 'no_climate':
      return t.why.noClimate(w.state || t.why.noState)
    case 'not_estimable':
      return t.why.notEstimable(w.detail ?? t.app.unknown)
    case 'not_in_fleet':
      return t.why.notInFleet
    case 'not_a_vin':
      return t.why.notAVin(w.detail ?? '')
  }
}

interface Props {
  dealer: Dealer
  vin: string
  filter: LeadFilter
  onOpen: (leadId: string) => void
  onFilter: (filter: LeadFilter) => void
}

/** Where a vehicle stands, with what to do about it. */
export function WhereaboutsAnswer({ dealer, vin, filter, onOpen, onFilter }: Props) {
  const { data: w, error, refetch } = useQuery(whereaboutsQuery(dealer.code, vin, filter))
  if (error) return <ErrorMessage {...describeError(error)} onRetry={() => void refetch()} />
  if (!w) return <Loading rows={2} />
  const known = w.reason !== 'not_in_fleet' && w.reason !== 'not_a_vin'
  const leadId = w.lead_id
  return (
    <div className={css.answer}>
      <p role="status">
        <span className={css.vin}>{w.vin}</span> {wordsFor(w, dealer.time_zone)}
      </p>
      <div className={css.actions}>
        {leadId && (
          <Button look="primary" onClick={() => onOpen(leadId)}>
            {t.why.openLead}
          </Button>
        )}
        {w.reason === 'left_out' && !showsAll(filter) && <Button onClick={() => onFilter({})}>{t.why.clear}</Button>}
        {w.reason === 'no_climate' && (
          <Link to="/dealer/settings" search={prev => ({ dealer: prev.dealer })} className={buttonClass('primary')}>
            {t.why.settings}
          </Link>
        )}
        {w.reason === 'not_in_fleet' && (
          <Link to="/dealer/import" search={prev => ({ dealer: prev.dealer })} className={buttonClass()}>
            {t.why.import}
          </Link>
        )}
        {known && (
          <Link
            to="/dealer/vehicles/$vin"
            params={{ vin: w.vin }}
            search={prev => ({ dealer: prev.dealer })}
            className={buttonClass()}
          >
            {t.why.record}
          </Link>
        )}
      </div>
    </div>
  )
}
