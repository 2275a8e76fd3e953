import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { describeError } from '../../api/describe-error'
import type { Health, PerformanceStats, ServiceActivity, ServiceWindow, SpendReport } from '../../api/types'
import { ErrorMessage } from '../../components/error-message'
import { Loading } from '../../components/loading'
import { Page } from '../../components/page'
import { TimeZoneNote } from '../../components/time-zone-note'
import { When } from '../../components/when'
import { formatMicrodollars } from '../../lib/format-money'
import { formatBytes, formatCount, formatDuration } from '../../lib/format-number'
import { formatExact } from '../../lib/format-when'
import { t } from '../../text'
import { Failures } from './failures'
import { KindChart } from './kind-chart'
import { capsOf, capWords } from './meter'
import css from './overview.module.css'
import { activityQuery, healthQuery, spendQuery, statsQuery } from './queries'
import { SpendTable } from './spend-table'
import { TimeChart } from './time-chart'

/**
 * Whether the numbers can be trusted: response times, texts at hand, the model, what it costs, health; and the
 * dealers side by side.
 */
export function OverviewPage({ dealerCount, dealers }: { dealerCount: number | undefined; dealers: ReactNode }) {
  const [window, setWindow] = useState<ServiceWindow>('hour')
  const stats = useQuery(statsQuery)
  const health = useQuery(healthQuery)
  const activity = useQuery({ ...activityQuery(window), placeholderData: keepPreviousData })
  const spend = useQuery(spendQuery())
  return (
    <Page
      title={t.overview.title}
      sub={
        <>
          {dealerCount !== undefined && `${t.overview.dealers(dealerCount)} · `}
          {stats.isError && stats.data ? <strong className={css.badWords}>{t.overview.stale}</strong> : t.overview.live}
          {' · '}
          <TimeZoneNote />
        </>
      }
    >
      <div className={css.page}>
        {stats.data ? (
          <Figures stats={stats.data} spend={spend.data} />
        ) : stats.isError ? (
          <ErrorMessage {...describeError(stats.error)} onRetry={() => void stats.refetch()} />
        ) : (
          <Loading rows={3} />
        )}
        <WindowChoice window={window} activity={activity.data} onChange={setWindow} />
        {activity.data ? (
          <div className={css.charts}>
            <section className={css.card} aria-labelledby="chart-time">
              <h2 id="chart-time">{t.overview.chartTime}</h2>
              <p className={css.sub}>{t.overview.chartTimeSub}</p>
              <TimeChart slots={activity.data.slots} window={activity.data.window} />
            </section>
            <section className={css.card} aria-labelledby="chart-kind">
              <h2 id="chart-kind">{t.overview.chartKind}</h2>
              <p className={css.sub}>{t.overview.chartKindSub[activity.data.window]}</p>
              <KindChart slots={activity.data.slots} window={activity.data.window} />
            </section>
          </div>
        ) : activity.isError ? (
          <ErrorMessage {...describeError(activity.error)} onRetry={() => void activity.refetch()} />
        ) : (
          <Loading rows={4} />
        )}
        <section className={css.card} aria-labelledby="dealers-title">
          <h2 id="dealers-title">{t.overview.dealersTitle}</h2>
          {dealers}
        </section>
        <div className={css.charts}>
          <section className={css.card} aria-labelledby="spend-title">
            <h2 id="spend-title">{t.overview.spendTitle}</h2>
            <p className={css.sub}>{t.overview.spendSub}</p>
            {spend.data ? (
              <SpendTable report={spend.data} />
            ) : spend.isError ? (
              <ErrorMessage {...describeError(spend.error)} onRetry={() => void spend.refetch()} />
            ) : (
              <Loading rows={2} />
            )}
          </section>
          <Failures failures={activity.data?.failures_by_reason ?? {}} />
        </div>
        {health.isPending ? <Loading rows={1} /> : <HealthStrip health={health.data} stats={stats.data} />}
      </div>
    </Page>
  )
}

/** How far back the charts look, and since when there is anything to look at. */
function WindowChoice({
  window,
  activity,
  onChange,
}: {
  window: ServiceWindow
  activity: ServiceActivity | undefined
  onChange: (w: ServiceWindow) => void
}) {
  const since = activity && new Date(activity.since)
  const young = activity && Date.parse(activity.slots[0]?.from ?? '') <= Date.parse(activity.since)
  return (
    <div className={css.window}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would want a legend that is seen */}
      <div role="group" aria-label={t.overview.window} className={css.toggles}>
        {(['hour', 'day'] as const).map(w => (
          <button key={w} type="button" className={css.toggle} aria-pressed={w === window} onClick={() => onChange(w)}>
            {t.overview.windows[w]}
          </button>
        ))}
      </div>
      {since && (
        <p className={css.sub}>
          {young ? t.overview.sinceStart(formatExact(since)) : t.overview.startedAt(formatExact(since))}
        </p>
      )}
    </div>
  )
}

function Figures({ stats, spend }: { stats: PerformanceStats; spend: SpendReport | undefined }) {
  const { response_time: time, cache, messages, model } = stats
  const wanted = cache.hits + cache.misses
  const paid = spend?.installation
  return (
    <section className={css.figures} aria-label={t.overview.live}>
      <Figure
        name={t.overview.responseTime}
        value={time.p95_seconds == null ? t.app.none : formatDuration(time.p95_seconds)}
        sub={
          time.p50_seconds == null || time.p99_seconds == null
            ? t.overview.noRequests
            : t.overview.responseTimeSub(
                formatDuration(time.p50_seconds),
                formatDuration(time.p99_seconds),
                formatCount(time.count),
              )
        }
      />
      <Figure
        name={t.overview.hitRate}
        value={wanted === 0 ? t.app.none : stats.cache_hit_rate}
        sub={
          wanted === 0
            ? t.overview.noneWanted
            : t.overview.hitRateSub(formatCount(cache.hits), formatCount(wanted), formatCount(cache.entries))
        }
      />
      <Figure
        name={t.overview.messages}
        value={formatCount(messages.ai + messages.template + messages.edited)}
        sub={t.overview.messagesSub(
          formatCount(messages.ai),
          formatCount(messages.edited),
          formatCount(messages.template),
        )}
      />
      <Figure
        name={t.overview.model}
        value={formatCount(model.calls)}
        sub={t.overview.modelSub(
          formatCount(model.failures),
          formatCount(model.in_flight),
          formatCount(model.prompt_tokens + model.completion_tokens),
        )}
      />
      <Figure
        name={t.overview.spend}
        value={paid ? formatMicrodollars(paid.counted_microdollars) : t.app.none}
        sub={paid ? t.overview.spendFigure(capsOf(paid), capWords(paid)) : ''}
      />
    </section>
  )
}

function Figure({ name, value, sub }: { name: string; value: string; sub: string }) {
  return (
    <div className={css.figure}>
      <h2>{name}</h2>
      <p className={css.value}>{value}</p>
      <p className={css.sub}>{sub}</p>
    </div>
  )
}

function HealthStrip({ health, stats }: { health: Health | undefined; stats: PerformanceStats | undefined }) {
  const status = health?.status ?? 'unknown'
  return (
    <section className={css.health} aria-label={t.overview.healthTitle}>
      <p className={`${css.status} ${css[status]}`}>
        <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true" focusable="false">
          {status === 'healthy' && <circle cx="5" cy="5" r="4.5" />}
          {status === 'degraded' && <path d="M5 0 10 5 5 10 0 5z" />}
          {status === 'unhealthy' && <path d="M5 .8 9.8 9.4H.2z" />}
        </svg>
        {t.overview.health[status]}
      </p>
      {health && (
        <>
          <Part name={t.overview.database}>
            {t.overview.databaseKinds[health.database.kind]},{' '}
            {health.database.status === 'ok' ? t.overview.ok : t.overview.failing}
          </Part>
          <Part name={t.overview.provider}>
            {t.overview.providerStatus[health.model_provider.status]}
            {health.model_provider.since && (
              <>
                {' '}
                {t.overview.since} <When at={health.model_provider.since} />
              </>
            )}
            {health.model_provider.reason && ` (${health.model_provider.reason})`}
          </Part>
          {stats && (
            <Part name={t.overview.cache}>
              {t.overview.cacheSub(
                formatCount(stats.cache.entries),
                formatBytes(stats.cache.bytes),
                formatCount(stats.cache.evictions),
              )}
            </Part>
          )}
          <Part name={t.overview.version}>{health.version}</Part>
          {health.reasons.length > 0 && <p className={css.reasons}>{health.reasons.join(' ')}</p>}
        </>
      )}
    </section>
  )
}

function Part({ name, children }: { name: string; children: ReactNode }) {
  return (
    <p>
      {name} <strong>{children}</strong>
    </p>
  )
}
