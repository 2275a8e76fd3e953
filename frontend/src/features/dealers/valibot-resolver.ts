import type { FieldError, FieldValues, Resolver } from 'react-hook-form'
import * as v from 'valibot'

/** Lets a schema judge a form: the first thing wrong with each field, by the way to it. */
export function valibotResolver<T extends FieldValues>(schema: v.GenericSchema<T, T>): Resolver<T> {
  return values => {
    const result = v.safeParse(schema, values, { abortPipeEarly: true })
    if (result.success) return { values: result.output, errors: {} }
    const errors: Record<string, unknown> = {}
    for (const issue of result.issues) {
      const path = issue.path?.map(p => String(p.key)) ?? ['root']
      let at = errors
      for (const key of path.slice(0, -1)) {
        at[key] ??= {}
        at = at[key] as Record<string, unknown>
      }
      const last = path.at(-1) ?? 'root'
      at[last] ??= { type: issue.type, message: issue.message } satisfies FieldError
    }
    return { values: {}, errors: errors as never }
  }
}
