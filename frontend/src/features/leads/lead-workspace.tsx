import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { lazy, memo, Suspense, useEffect, useRef } from 'react'
import { hasStatus } from '../../api/api-error'
import { describeError } from '../../api/describe-error'
import type { Dealer, User } from '../../api/types'
import { EmptyState } from '../../components/empty-state'
import { ErrorMessage } from '../../components/error-message'
import { Later } from '../../components/later'
import { Loading } from '../../components/loading'
import { useNotify } from '../../components/notices'
import { PriorityMark } from '../../components/priority-mark'
import { When } from '../../components/when'
import { formatCount } from '../../lib/format-number'
import { useShortcuts } from '../../lib/shortcuts'
import { sideBySide, useMedia } from '../../lib/use-media'
import { t } from '../../text'
import { LeadActions } from './lead-actions'
import css from './lead-workspace.module.css'
import { leadQuery, type ReadLead } from './queries'
import { rowLinkId, vehicleName } from './queue-row'
import { RiskCard } from './risk-card'

interface Props {
  dealer: Dealer
  user: User
  leadId: string
  onBack: () => void
  /** Shows the lead's message, and what is known of its battery; they belong to other features. */
  message: (read: ReadLead) => ReactNode
  timeline: (read: ReadLead) => ReactNode
}

// What is below the fold comes after what is read first.
const LeadHistory = lazy(() => import('./lead-history').then(m => ({ default: m.LeadHistory })))

/** One lead: who, what to say, how likely and why, and what came of it. */
export const LeadWorkspace = memo(function LeadWorkspace({ dealer, user, leadId, onBack, message, timeline }: Props) {
  const client = useQueryClient()
  const query = useQuery(leadQuery(client, dealer.code, leadId))
  const wide = useMedia(sideBySide)
  const title = useRef<HTMLHeadingElement>(null)

  // On a narrow screen the lead has taken the list's place, so the focus goes with it.
  const there = query.data !== undefined
  useEffect(() => {
    if (!wide && there) title.current?.focus()
  }, [wide, there])

  const toList = () => {
    if (!wide) return onBack()
    const row = document.getElementById(rowLinkId(leadId))
    if (!row || row === document.activeElement) return false // there already: the key may mean something else
    row.focus()
  }
  useShortcuts({
    Escape: toList,
    h: () => {
      const history = document.getElementById('history-title')
      history?.scrollIntoView({ block: 'nearest' })
      history?.focus({ preventScroll: true })
    },
  })

  if (query.isPending) return <Loading rows={10} />
  if (!query.data) {
    return hasStatus(query.error, 404) ? (
      <EmptyState title={t.lead.notFoundTitle}>{t.lead.notFound}</EmptyState>
    ) : (
      <div className={css.section}>
        <ErrorMessage {...describeError(query.error)} onRetry={() => void query.refetch()} />
      </div>
    )
  }

  const { lead } = query.data
  const name = lead.customer.name || t.queue.unnamed
  return (
    <article className={css.workspace} aria-label={t.lead.region} key={lead.id}>
      <div className={css.content}>
        <header className={css.head}>
          {!wide && (
            <button type="button" className={css.back} onClick={onBack}>
              ← {t.lead.back}
            </button>
          )}
          <div className={css.who}>
            <h2 ref={title} className={css.name} tabIndex={-1}>
              {name}
            </h2>
            <PriorityMark priority={lead.priority} />
            <Vin vin={lead.vehicle.vin} />
          </div>
          <p className={css.vehicle}>
            {[
              vehicleName(lead.vehicle),
              lead.vehicle.mileage != null && t.vehicles.miles(formatCount(lead.vehicle.mileage)),
              [lead.vehicle.city, lead.vehicle.state].filter(Boolean).join(', '),
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
          <p className={css.since}>
            {t.lead.added} <When at={lead.created_at} timeZone={dealer.time_zone} />
            {' · '}
            <Link
              to="/dealer/vehicles/$vin"
              params={{ vin: lead.vehicle.vin }}
              search={prev => ({ dealer: prev.dealer })}
            >
              {t.lead.vehiclePage}
            </Link>
          </p>
        </header>
        {message(query.data)}
        <RiskCard lead={lead} timeZone={dealer.time_zone} />
        <Later idle>
          {timeline(query.data)}
          <Suspense>
            <LeadHistory dealer={dealer} lead={lead} />
          </Suspense>
        </Later>
      </div>
      <LeadActions dealer={dealer} user={user} read={query.data} />
    </article>
  )
})

function Vin({ vin }: { vin: string }) {
  const notify = useNotify()
  return (
    <button
      type="button"
      className={css.vin}
      title={t.lead.copyVin}
      aria-label={`${t.lead.copyVin} ${vin}`}
      onClick={() =>
        navigator.clipboard.writeText(vin).then(
          () => notify(t.lead.copiedVin),
          () => notify(t.message.copyFailed),
        )
      }
    >
      {vin}
    </button>
  )
}
