import { useQuery } from '@tanstack/react-query'
import { describeError } from '../../api/describe-error'
import type { Dealer, FleetOutlook, Thresholds } from '../../api/types'
import { EmptyState } from '../../components/empty-state'
import { ErrorMessage } from '../../components/error-message'
import { Loading } from '../../components/loading'
import { Page } from '../../components/page'
import { formatCount, plural } from '../../lib/format-number'
import { useDebounced } from '../../lib/use-debounced'
import { t } from '../../text'
import css from './fleet.module.css'
import { ExpectedCounts, ServiceValue } from './fleet-expected'
import { FleetMoves } from './fleet-moves'
import { PriorityCounts } from './fleet-priorities'
import { fleetQuery, modelQuery } from './queries'
import { type EvidenceGroup, groupsOf, isTrial, requestOf, type Trial } from './trial'
import { TrialControls } from './trial-controls'

const words = t.fleetRisk
const settledMs = 150

interface Props {
  dealers: readonly Dealer[]
  trial: Trial
  /** The thresholds that others start from: those of the chosen dealer, or of the first one. */
  own: Thresholds | undefined
  onTrial: (trial: Trial) => void
}

/** The fleet under other assumptions: what would be called, expected and earned, and what moves. */
export function FleetPage({ dealers, trial, own, onTrial }: Props) {
  const model = useQuery(modelQuery)
  const groups = model.data && groupsOf(model.data)
  return (
    <Page title={words.title} sub={model.data && words.sub(model.data.version)}>
      {groups ? (
        <div className={css.page}>
          <TrialControls dealers={dealers} groups={groups} trial={trial} own={own} onTrial={onTrial} />
          <Outlook dealers={dealers} groups={groups} trial={trial} />
        </div>
      ) : model.isError ? (
        <div className={css.message}>
          <ErrorMessage {...describeError(model.error)} onRetry={() => void model.refetch()} />
        </div>
      ) : (
        <Loading rows={10} />
      )}
    </Page>
  )
}

interface OutlookProps {
  dealers: readonly Dealer[]
  groups: readonly EvidenceGroup[]
  trial: Trial
}

function Outlook({ dealers, groups, trial }: OutlookProps) {
  const asked = useDebounced(trial, settledMs)
  const query = useQuery(fleetQuery(requestOf(asked, groups)))
  const outlook = query.data
  const waiting = asked !== trial || query.isPlaceholderData
  if (!outlook) {
    return query.isError ? (
      <ErrorMessage {...describeError(query.error)} onRetry={() => void query.refetch()} />
    ) : (
      <Loading rows={8} />
    )
  }
  return (
    <div className={css.outlook}>
      <p className={css.status} role="status">
        {query.isError ? '' : waiting ? words.updating : said(outlook)}
      </p>
      {query.isError && (
        <ErrorMessage
          {...describeError(query.error)}
          text={`${describeError(query.error).text} ${words.stale}`}
          onRetry={() => void query.refetch()}
        />
      )}
      {outlook.vehicles === 0 ? (
        <EmptyState title={words.noVehicles}>{words.noVehiclesWhy}</EmptyState>
      ) : (
        <div className={`${css.results} ${waiting || query.isError ? css.stale : ''}`} aria-busy={waiting}>
          <PriorityCounts present={outlook.present} trial={outlook.trial} />
          <ExpectedCounts outlook={outlook} />
          <ServiceValue present={outlook.present} trial={outlook.trial} />
          <FleetMoves outlook={outlook} dealers={dealers} tried={isTrial(asked)} />
        </div>
      )}
    </div>
  )
}

/** What a trial comes to, in one line. */
function said(o: FleetOutlook): string {
  const parts = [words.estimated(plural(o.vehicles, words.vehicle)), plural(o.moved, words.moving)]
  if (o.not_estimated > 0) parts.push(words.notEstimated(formatCount(o.not_estimated)))
  return parts.join(' · ')
}
