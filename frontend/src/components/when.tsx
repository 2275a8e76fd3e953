import { formatExact, formatWhen } from '../lib/format-when'
import { useNow } from '../lib/use-now'

/** A time as one would say it now, and exactly on hover. */
export function When({ at, timeZone }: { at: string; timeZone?: string }) {
  const now = useNow()
  const moment = new Date(at)
  return (
    <time dateTime={at} title={formatExact(moment, timeZone)}>
      {formatWhen(moment, now, timeZone)}
    </time>
  )
}
