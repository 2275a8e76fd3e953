import type { CSSProperties } from 'react'
import type { SpendState } from '../../api/types'
import { formatMicrodollars } from '../../lib/format-money'
import { formatCount, formatShare } from '../../lib/format-number'
import { t } from '../../text'
import css from './overview.module.css'
import { shareOfCap } from './spend-of'

/** How much of the cap is used, drawn; the words stand beside it. */
export function Meter({ spend }: { spend: SpendState }) {
  const share = shareOfCap(spend)
  if (share === undefined) return null
  return (
    <span
      className={`${css.meter} ${share >= 0.9 ? css.near : ''}`}
      style={{ '--share': `${Math.min(1, share) * 100}%` } as CSSProperties}
      aria-hidden="true"
    />
  )
}

/** The same in words: "83.6% used", or that there is no cap. */
export function capWords(s: SpendState): string {
  const share = shareOfCap(s)
  if (share === undefined) return t.spend.noCap
  return share >= 1 ? t.spend.usedUp : t.spend.used(formatShare(share))
}

/** The caps as they are set. */
export function capsOf(s: SpendState): string {
  const caps = [
    s.cap_microdollars != null && formatMicrodollars(s.cap_microdollars),
    s.cap_tokens != null && t.spend.tokens(formatCount(s.cap_tokens)),
  ].filter(Boolean)
  return caps.length > 0 ? caps.join(', ') : t.app.none
}
