import { zoneName } from '../lib/format-when'
import { useNow } from '../lib/use-now'
import { t } from '../text'

/** Whose clock the times of a page are of: a dealer's, or the browser's where they are of several dealers. */
export function TimeZoneNote({ timeZone }: { timeZone?: string | undefined }) {
  const zone = zoneName(useNow(), timeZone)
  return <>{timeZone ? t.when.dealersZone(zone) : t.when.ownZone(zone)}</>
}
