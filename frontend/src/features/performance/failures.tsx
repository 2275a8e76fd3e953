import { formatCount } from '../../lib/format-number'
import { t } from '../../text'
import css from './overview.module.css'

/** Texts that could not be had from the model, by reason, most first. */
export function Failures({ failures }: { failures: Record<string, number> }) {
  const rows = Object.entries(failures)
    .filter(([, n]) => n > 0)
    .sort((a, b) => b[1] - a[1])
  return (
    <section className={css.card} aria-labelledby="failures-title">
      <h2 id="failures-title">{t.overview.failures}</h2>
      <p className={css.sub}>{t.overview.failuresSub}</p>
      {rows.length === 0 ? (
        <p className={css.none}>{t.overview.noFailures}</p>
      ) : (
        <dl className={css.failures}>
          {rows.map(([reason, n]) => (
            <div key={reason}>
              <dt>{t.overview.failureReasons[reason] ?? reason.replaceAll('_', ' ')}</dt>
              <dd>{formatCount(n)}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}
