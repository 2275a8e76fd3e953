import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import { hasStatus } from '../../api/api-error'
import { describeError } from '../../api/describe-error'
import type { ContactStop, Dealer, Lead, Vehicle } from '../../api/types'
import { buttonClass } from '../../components/button'
import { Chip } from '../../components/chip'
import { EmptyState } from '../../components/empty-state'
import { ErrorMessage } from '../../components/error-message'
import { IntervalTrack } from '../../components/interval-track'
import { Loading } from '../../components/loading'
import { Page } from '../../components/page'
import { PriorityMark } from '../../components/priority-mark'
import { When } from '../../components/when'
import { formatChance, formatCount } from '../../lib/format-number'
import { formatDate } from '../../lib/format-when'
import { t } from '../../text'
import { BatteryHistory } from './battery-history'
import { vehicleLeadQuery, vehicleQuery } from './queries'
import { SignMark } from './sign-mark'
import css from './vehicles.module.css'

interface Props {
  dealer: Dealer
  vin: string
  /** Called when what happened here has changed what leads show. */
  onChanged: () => void
}

/** What is known of one vehicle, what its readings say, what was done to its battery, and its lead. */
export function VehiclePage({ dealer, vin, onChanged }: Props) {
  const query = useQuery(vehicleQuery(dealer.code, vin))
  const lead = useFollowedLead(dealer.code, vin)
  const v = query.data
  const back = (
    <Link to="/dealer/vehicles" search={true} className={buttonClass()}>
      {t.vehicle.back}
    </Link>
  )
  if (!v) {
    const unknown = hasStatus(query.error, 404) || hasStatus(query.error, 400)
    return (
      <Page title={vin.toUpperCase()} actions={back}>
        {query.isPending ? (
          <Loading rows={10} />
        ) : unknown ? (
          <EmptyState title={t.vehicle.notFoundTitle}>{t.vehicle.notFound}</EmptyState>
        ) : (
          <div className={css.message}>
            <ErrorMessage {...describeError(query.error)} onRetry={() => void query.refetch()} />
          </div>
        )}
      </Page>
    )
  }
  return (
    <Page title={`${v.year} ${v.make} ${v.model}`} sub={<span className={css.mono}>{v.vin}</span>} actions={back}>
      <div className={css.detail}>
        <div className={css.column}>
          <Facts vehicle={v} timeZone={dealer.time_zone} />
        </div>
        <div className={css.column}>
          <LeadOf lead={lead} stopped={!!v.do_not_contact} />
          <BatteryHistory
            dealer={dealer}
            vin={v.vin}
            onChanged={() => {
              lead.follow()
              onChanged()
            }}
          />
          {v.signs && <Signs signs={v.signs} timeZone={dealer.time_zone} />}
        </div>
      </div>
    </Page>
  )
}

function Facts({ vehicle: v, timeZone }: { vehicle: Vehicle; timeZone: string }) {
  const yes = (fact: boolean | null) => (fact === null ? undefined : fact ? t.vehicle.yes : t.vehicle.no)
  return (
    <>
      <section className={css.card} aria-labelledby="owner-title">
        <h2 id="owner-title">{t.vehicle.owner}</h2>
        <dl className={css.facts}>
          <Fact name={t.vehicle.name}>{v.customer.name}</Fact>
          <Fact name={t.vehicle.phone}>{v.customer.phone}</Fact>
          <Fact name={t.vehicle.email}>{v.customer.email}</Fact>
          {v.do_not_contact && (
            <Fact name={t.vehicle.contact}>
              <Stopped by={v.do_not_contact} vin={v.vin} timeZone={timeZone} />
            </Fact>
          )}
          <Fact name={t.vehicle.place}>{[v.city, v.state, v.zip_code].filter(Boolean).join(', ')}</Fact>
        </dl>
      </section>
      <section className={css.card} aria-labelledby="facts-title">
        <h2 id="facts-title">{t.vehicle.facts}</h2>
        <dl className={css.facts}>
          <Fact name={t.vehicle.vin}>
            <span className={css.mono}>{v.vin}</span>
            {v.vin_check === 'check_digit' && (
              <span className={css.flag}>
                <Chip look="dashed">{t.vehicles.checkDigit}</Chip> {t.vehicles.checkDigitHint}
              </span>
            )}
          </Fact>
          <Fact name={t.vehicle.family}>{v.family}</Fact>
          <Fact name={t.vehicle.kind}>{t.vehicle.kinds[v.kind]}</Fact>
          <Fact name={t.vehicle.mileage}>
            {v.mileage != null &&
              [
                t.vehicles.miles(formatCount(v.mileage)),
                v.mileage_read_on && t.vehicle.readOn(formatDate(v.mileage_read_on)),
              ]
                .filter(Boolean)
                .join(', ')}
          </Fact>
          <Fact name={t.vehicle.inService}>{v.in_service_on && formatDate(v.in_service_on)}</Fact>
          <Fact name={t.vehicle.battery}>{v.battery_installed_on && formatDate(v.battery_installed_on)}</Fact>
          <Fact name={t.vehicle.chemistry}>{t.vehicle.chemistries[v.battery_chemistry]}</Fact>
          <Fact name={t.vehicle.commercial}>{yes(v.commercial_use)}</Fact>
          <Fact name={t.vehicle.rough}>{yes(v.rough_service)}</Fact>
          <Fact name={t.vehicle.earlyFailure}>{yes(v.prior_early_failure)}</Fact>
          <Fact name={t.vehicle.updated}>
            <When at={v.updated_at} timeZone={timeZone} />
          </Fact>
        </dl>
      </section>
    </>
  )
}

/** By whose word the owner is not to be contacted, when it was said, and the way to where it can be taken back. */
function Stopped({ by, vin, timeZone }: { by: ContactStop; vin: string; timeZone: string }) {
  return (
    <>
      <strong>{t.vehicle.notToContact}</strong>,{' '}
      {by.vin === vin ? (
        t.vehicle.saidHere
      ) : (
        <>
          {t.vehicle.saidAbout}{' '}
          <Link to="/dealer/vehicles/$vin" params={{ vin: by.vin }} search={prev => ({ dealer: prev.dealer })}>
            <span className={css.mono}>{by.vin}</span>
          </Link>
        </>
      )}
      , <When at={by.said_at} timeZone={timeZone} />.{' '}
      <Link to="/dealer/leads/$leadId" params={{ leadId: by.lead_id }} search={prev => ({ dealer: prev.dealer })}>
        {t.vehicle.saidAt}
      </Link>
    </>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children || <span className={css.unknown}>{t.app.unknown}</span>}</dd>
    </>
  )
}

function Signs({ signs, timeZone }: { signs: NonNullable<Vehicle['signs']>; timeZone: string }) {
  const count = (state: string) => signs.filter(s => s.state === state).length
  return (
    <section className={css.card} aria-labelledby="signs-title">
      <h2 id="signs-title">{t.vehicle.signs}</h2>
      <p className={css.lead}>
        {t.vehicle.signsLead} {t.vehicle.stateCounts(count('present'), count('absent'), count('unobserved'))}.
      </p>
      <table className={css.signs}>
        <thead>
          <tr>
            <th scope="col">{t.vehicle.sign}</th>
            <th scope="col">{t.vehicle.stateColumn}</th>
            <th scope="col" className={css.number}>
              {t.vehicle.observed}
            </th>
          </tr>
        </thead>
        <tbody>
          {signs.map(sign => (
            <tr key={sign.name}>
              <th scope="row">{sign.label}</th>
              <td>
                <SignMark state={sign.state} />
              </td>
              <td className={css.number}>
                {sign.observed_at ? (
                  <When at={sign.observed_at} timeZone={timeZone} />
                ) : sign.state === 'unobserved' ? (
                  t.app.none
                ) : (
                  t.vehicle.fromRecord
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const patienceMs = 20_000

interface FollowedLead {
  lead: Lead | null | undefined
  /** The estimate from before the vehicle was scored again. */
  before: number | undefined
  /** How it goes with the new one. */
  state: 'resting' | 'scoring' | 'scored' | 'late'
  /** Waits for the next estimate. */
  follow: () => void
}

/** The vehicle's lead; while the vehicle is being scored again it is read until it has the new estimate. */
function useFollowedLead(dealer: string, vin: string): FollowedLead {
  const client = useQueryClient()
  const [from, setFrom] = useState<{ asOf: string; chance: number; late: boolean }>()
  const following = (lead: Lead | null | undefined) => !!from && !from.late && lead?.risk.as_of === from.asOf
  const { data: lead } = useQuery({
    ...vehicleLeadQuery(dealer, vin),
    refetchInterval: query => (following(query.state.data) ? 1000 : false),
  })
  const scoring = following(lead)
  useEffect(() => {
    if (!scoring) return
    const id = setTimeout(() => setFrom(f => f && { ...f, late: true }), patienceMs)
    return () => clearTimeout(id)
  }, [scoring])
  const open = lead && lead.status !== 'closed'
  return {
    lead,
    before: from?.chance,
    state: !from || !open ? 'resting' : scoring ? 'scoring' : lead.risk.as_of === from.asOf ? 'late' : 'scored',
    follow: () => {
      // As it is when this is called, which may be long after it was drawn.
      const shown = client.getQueryData(vehicleLeadQuery(dealer, vin).queryKey)
      if (shown) setFrom({ asOf: shown.risk.as_of, chance: shown.risk.probability, late: false })
    },
  }
}

function LeadOf({ lead: { lead, before, state }, stopped }: { lead: FollowedLead; stopped: boolean }) {
  return (
    <section className={css.card} aria-labelledby="lead-title">
      <h2 id="lead-title">{t.vehicle.lead}</h2>
      {lead === undefined ? (
        <Loading rows={2} />
      ) : !lead ? (
        <p className={css.lead}>{stopped ? t.vehicle.noLeadStopped : t.vehicle.noLead}</p>
      ) : (
        <div className={css.leadRow}>
          <PriorityMark priority={lead.priority} />
          <span>{t.status[lead.status]}</span>
          <span className={css.track}>
            <IntervalTrack at={lead.risk.probability} low={lead.risk.low} high={lead.risk.high} tone={lead.priority} />
          </span>
          <strong>{formatChance(lead.risk.probability)}</strong>
          <Link
            to="/dealer/leads/$leadId"
            params={{ leadId: lead.id }}
            search={prev => ({ dealer: prev.dealer })}
            className={buttonClass()}
          >
            {t.vehicle.openLead}
          </Link>
        </div>
      )}
      <p className={css.rescored} role="status">
        {state === 'scoring' && t.battery.rescoring}
        {state === 'late' && t.battery.unscored}
        {state === 'scored' &&
          lead &&
          before !== undefined &&
          t.battery.rescored(formatChance(before), formatChance(lead.risk.probability))}
      </p>
    </section>
  )
}
