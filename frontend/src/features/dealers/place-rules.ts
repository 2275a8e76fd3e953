import * as v from 'valibot'
import { t } from '../../text'

export const capitals = v.pipe(v.string(), v.trim(), v.toUpperCase())

/** What a dealer is called and where it is, as it may be typed. */
export const placeRules = v.object({
  name: v.pipe(v.string(), v.trim(), v.minLength(1, t.dealers.rules.name), v.maxLength(120, t.dealers.rules.name)),
  city: v.pipe(v.string(), v.trim(), v.maxLength(80)),
  state: v.pipe(capitals, v.regex(/^[A-Z]{2}$/, t.dealers.rules.state)),
  time_zone: v.pipe(v.string(), v.minLength(1, t.dealers.rules.timeZone)),
})
export type Place = v.InferInput<typeof placeRules>
