import type { ResultShare } from '../../api/types'
import { IntervalTrack } from '../../components/interval-track'
import { formatChance, formatChanceRange, formatCount } from '../../lib/format-number'
import { t } from '../../text'
import css from './results.module.css'

/** A share with its interval drawn and its counts; or its counts alone, where they are too few for one. */
export function ShareCell({ share: s }: { share: ResultShare }) {
  const counts = t.results.ofCount(formatCount(s.count), formatCount(s.of))
  if (s.share == null || s.low == null || s.high == null) {
    return (
      <span className={css.few}>
        <span>{counts}</span>
        <span className={css.second}>{t.results.notEnough}</span>
      </span>
    )
  }
  return (
    <span className={css.share}>
      <span className={css.track}>
        <IntervalTrack at={s.share} low={s.low} high={s.high} tone="FOLLOW_UP" />
      </span>
      <strong>{formatChance(s.share)}</strong>
      <span className={css.second}>
        {counts} · {formatChanceRange(s.low, s.high)}
      </span>
    </span>
  )
}

/** The same as a figure of its own. */
export function ShareFigure({ name, share: s, of }: { name: string; share: ResultShare; of: (n: string) => string }) {
  const enough = s.share != null && s.low != null && s.high != null
  return (
    <div className={css.figure}>
      <h2>{name}</h2>
      <p className={enough ? css.value : css.valueFew}>
        {enough ? formatChance(s.share ?? 0) : t.results.notEnoughTitle}
      </p>
      {enough && <IntervalTrack at={s.share ?? 0} low={s.low ?? 0} high={s.high ?? 0} tone="FOLLOW_UP" />}
      <p className={css.sub}>
        {formatCount(s.count)} {of(formatCount(s.of))}
        {enough && ` · ${t.results.interval(formatChanceRange(s.low ?? 0, s.high ?? 0))}`}
      </p>
    </div>
  )
}
