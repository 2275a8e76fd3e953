import css from './meter.module.css'

interface Props {
  label: string
  /** How far it has come, in words. */
  text: string
  /** How much is done of how much; left out when nobody knows how much there is. */
  done?: number
  of?: number
}

/** How far something has come: a part of a whole, or only that it goes on. */
export function Meter({ label, text, done, of }: Props) {
  const known = done !== undefined && of !== undefined && of > 0
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuetext={text}
      {...(known && { 'aria-valuemin': 0, 'aria-valuemax': of, 'aria-valuenow': done })}
      className={css.track}
    >
      {known ? (
        <span className={css.fill} style={{ width: `${(100 * done) / of}%` }} />
      ) : (
        <span className={css.running} />
      )}
    </div>
  )
}
