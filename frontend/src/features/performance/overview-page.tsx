import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { describeError } from '../../api/describe-error'
import type { Health, PerformanceStats } from '../../api/types'
import { ErrorMessage } from '../../components/error-message'
import { Loading } from '../../components/loading'
import { Page } from '../../components/page'
import { When } from '../../components/when'
import { formatBytes, formatCount, formatDuration } from '../../lib/format-number'
import { formatTime } from '../../lib/format-when'
import { t } from '../../text'
import { KindBars } from './kind-bars'
import css from './overview.module.css'
import { healthQuery, statsQuery } from './queries'
import { TimeChart } from './time-chart'
import { useSamples } from './use-samples'

/** Whether the numbers can be trusted: response times, texts at hand, the model, health; and the dealers. */
export function OverviewPage({ dealerCount, dealers }: { dealerCount: number | undefined; dealers: ReactNode }) {
  const stats = useQuery(statsQuery)
  const health = useQuery(healthQuery)
  const samples = useSamples(stats.data, stats.dataUpdatedAt)
  const since = samples[0]?.at
  return (
    <Page
      title={t.overview.title}
      sub={
        <>
          {dealerCount !== undefined && `${t.overview.dealers(dealerCount)} · `}
          {stats.isError && stats.data ? <strong className={css.badWords}>{t.overview.stale}</strong> : t.overview.live}
        </>
      }
    >
      <div className={css.page}>
        {stats.data ? (
          <>
            <Figures stats={stats.data} />
            <div className={css.charts}>
              <section className={css.card} aria-labelledby="chart-time">
                <h2 id="chart-time">{t.overview.chartTime}</h2>
                <p className={css.sub}>{t.overview.chartTimeSub(formatTime(new Date(since ?? Date.now())))}</p>
                <TimeChart samples={samples} />
              </section>
              <section className={css.card} aria-labelledby="chart-kind">
                <h2 id="chart-kind">{t.overview.chartKind}</h2>
                <p className={css.sub}>{t.overview.chartKindSub}</p>
                <KindBars {...stats.data.messages} />
                <Failures failures={stats.data.model.failures_by_reason} />
              </section>
            </div>
          </>
        ) : stats.isError ? (
          <ErrorMessage {...describeError(stats.error)} onRetry={() => void stats.refetch()} />
        ) : (
          <Loading rows={6} />
        )}
        <section className={css.card} aria-labelledby="dealers-title">
          <h2 id="dealers-title">{t.overview.dealersTitle}</h2>
          <p className={css.sub}>{t.overview.dealersSub}</p>
          {dealers}
        </section>
        {health.isPending ? <Loading rows={1} /> : <HealthStrip health={health.data} stats={stats.data} />}
      </div>
    </Page>
  )
}

function Figures({ stats }: { stats: PerformanceStats }) {
  const { response_time: time, cache, messages, model } = stats
  const wanted = cache.hits + cache.misses
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
        value={formatCount(messages.ai + messages.template)}
        sub={t.overview.messagesSub(formatCount(messages.ai), formatCount(messages.template))}
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

function Failures({ failures }: { failures: Record<string, number> }) {
  const rows = Object.entries(failures)
    .filter(([, n]) => n > 0)
    .sort((a, b) => b[1] - a[1])
  return (
    <div className={css.failures}>
      <h3>{t.overview.failures}</h3>
      {rows.length === 0 ? (
        <p className={css.quiet}>{t.overview.noFailures}</p>
      ) : (
        <dl>
          {rows.map(([reason, n]) => (
            <div key={reason}>
              <dt>{reason.replaceAll('_', ' ')}</dt>
              <dd>{formatCount(n)}</dd>
            </div>
          ))}
        </dl>
      )}
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
