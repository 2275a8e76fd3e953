import { t } from '../../text'
import css from './vehicles.module.css'

/** The state of a sign: full for present, a ring for absent, dotted for what nobody looked for. */
export function SignMark({ state }: { state: 'present' | 'absent' | 'unobserved' }) {
  return (
    <span className={`${css.sign} ${css[state]}`}>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" focusable="false">
        <circle
          cx="6"
          cy="6"
          r="4.5"
          fill={state === 'present' ? 'currentColor' : 'none'}
          stroke="currentColor"
          strokeWidth="1.5"
          strokeDasharray={state === 'unobserved' ? '1.6 2' : undefined}
        />
      </svg>
      {t.vehicle.state[state]}
    </span>
  )
}
