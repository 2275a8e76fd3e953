import { useForm } from 'react-hook-form'
import * as v from 'valibot'
import { ApiError, hasStatus } from '../../api/api-error'
import { describeError } from '../../api/describe-error'
import { Button } from '../../components/button'
import { ErrorMessage } from '../../components/error-message'
import { Field } from '../../components/field'
import { useNotify } from '../../components/notices'
import { zoneOfState } from '../../lib/state-zone'
import { t } from '../../text'
import css from './dealers.module.css'
import { capitals, placeRules } from './place-rules'
import { useCreateDealer } from './queries'
import { TimeZoneOptions } from './time-zone-options'
import { valibotResolver } from './valibot-resolver'

const rules = v.object({
  code: v.pipe(capitals, v.regex(/^[A-Z0-9][A-Z0-9_-]{1,31}$/, t.dealers.rules.code)),
  ...placeRules.entries,
})
type Entered = v.InferInput<typeof rules>
const empty: Entered = { code: '', name: '', city: '', state: '', time_zone: '' }

export function NewDealerForm() {
  const create = useCreateDealer()
  const notify = useNotify()
  const form = useForm<Entered>({ defaultValues: empty, resolver: valibotResolver(rules) })
  const { errors, dirtyFields } = form.formState

  function submit(entered: Entered) {
    create.mutate(entered, {
      onSuccess: d => {
        form.reset(empty)
        notify(t.dealers.added(d.name))
      },
      onError: error => {
        if (hasStatus(error, 409)) form.setError('code', { message: t.dealers.taken }, { shouldFocus: true })
        else if (error instanceof ApiError) {
          for (const e of error.problem.errors ?? []) {
            if (e.field in empty) form.setError(e.field as keyof Entered, { message: e.detail })
          }
        }
      },
    })
  }

  /** A time zone that nobody has chosen follows the state. */
  function suggestZone(state: string) {
    const zone = zoneOfState(state)
    if (zone && !dirtyFields.time_zone) form.setValue('time_zone', zone)
  }

  const unnamed = create.isError && !hasStatus(create.error, 409) && !hasStatus(create.error, 400)
  return (
    <section className={css.card} aria-labelledby="new-dealer">
      <h2 id="new-dealer" className={css.heading}>
        {t.dealers.add}
      </h2>
      <form className={css.newDealer} noValidate onSubmit={form.handleSubmit(submit)}>
        {unnamed && <ErrorMessage {...describeError(create.error)} />}
        <Field label={t.dealers.name} error={errors.name?.message}>
          <input maxLength={120} {...form.register('name')} />
        </Field>
        <Field label={t.dealers.code} hint={t.dealers.codeHint} error={errors.code?.message}>
          <input maxLength={32} autoCapitalize="characters" spellCheck={false} {...form.register('code')} />
        </Field>
        <Field label={t.dealers.city} error={errors.city?.message}>
          <input maxLength={80} {...form.register('city')} />
        </Field>
        <Field label={t.dealers.state} hint={t.dealers.stateHint} error={errors.state?.message}>
          <input
            maxLength={2}
            autoCapitalize="characters"
            spellCheck={false}
            {...form.register('state', { onChange: e => suggestZone(e.target.value) })}
          />
        </Field>
        <Field label={t.dealers.timeZone} error={errors.time_zone?.message}>
          <select {...form.register('time_zone')}>
            <option value="" />
            <TimeZoneOptions />
          </select>
        </Field>
        <div className={css.submit}>
          <Button type="submit" look="primary" disabled={create.isPending}>
            {t.dealers.submit}
          </Button>
        </div>
      </form>
    </section>
  )
}
