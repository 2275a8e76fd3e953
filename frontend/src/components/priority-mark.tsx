import { t } from '../text'
import css from './priority-mark.module.css'

export type PriorityName = keyof typeof t.priority

/** A priority as a shape, a word and a colour, so that none of them is needed to tell it. */
export function PriorityMark({ priority }: { priority: PriorityName }) {
  return (
    <span className={`${css.mark} ${css[priority]}`}>
      <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true" focusable="false">
        {priority === 'HIGH' && <path d="M5 .8 9.8 9.4H.2z" />}
        {priority === 'MODERATE' && <path d="M5 0 10 5 5 10 0 5z" />}
        {priority === 'FOLLOW_UP' && <circle cx="5" cy="5" r="4.2" />}
        {priority === 'RETENTION' && <rect y="3.6" width="10" height="2.8" rx="1" />}
      </svg>
      {t.priority[priority]}
    </span>
  )
}
