import type { CSSProperties } from 'react'
import css from './interval-track.module.css'
import type { PriorityName } from './priority-mark'

/**
 * A chance and how well it is known, drawn the same way everywhere: a track from 0 to 100%, a soft bar
 * over the interval, a mark at the estimate. The numbers stand beside it in words, so it is hidden from
 * assistive technology.
 */
export function IntervalTrack({ at, low, high, tone }: { at: number; low: number; high: number; tone: PriorityName }) {
  const style = {
    '--at': `${at * 100}%`,
    '--low': `${low * 100}%`,
    '--span': `${(high - low) * 100}%`,
  } as CSSProperties
  return (
    <span className={`${css.track} ${css[tone]}`} style={style} aria-hidden="true">
      <span className={css.bar} />
      <span className={css.mark} />
    </span>
  )
}
