import { useForm } from 'react-hook-form'
import { ApiError } from '../../api/api-error'
import { describeError } from '../../api/describe-error'
import type { Dealer } from '../../api/types'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { ErrorMessage } from '../../components/error-message'
import { Field } from '../../components/field'
import { useNotify } from '../../components/notices'
import { t } from '../../text'
import css from './dealers.module.css'
import { type Place, placeRules } from './place-rules'
import { useChangeDealer } from './queries'
import { TimeZoneOptions } from './time-zone-options'
import { valibotResolver } from './valibot-resolver'

/** Renames a dealer, or changes where it is. */
export function EditDealerDialog({ dealer, onClose }: { dealer: Dealer; onClose: () => void }) {
  const change = useChangeDealer(dealer.code)
  const notify = useNotify()
  const { name, city, state, time_zone } = dealer
  const form = useForm<Place>({
    defaultValues: { name, city, state, time_zone },
    resolver: valibotResolver(placeRules),
  })
  const { errors } = form.formState

  function submit(entered: Place) {
    change.mutate(entered, {
      onSuccess: d => {
        notify(t.dealers.changed(d.name))
        onClose()
      },
      onError: error => {
        if (!(error instanceof ApiError)) return
        for (const e of error.problem.errors ?? []) {
          if (e.field in entered) form.setError(e.field as keyof Place, { message: e.detail }, { shouldFocus: true })
        }
      },
    })
  }

  const unnamed = change.isError && !(change.error instanceof ApiError && change.error.problem.errors)
  return (
    <Dialog title={t.dealers.editTitle} onClose={onClose}>
      <form className={css.edit} noValidate onSubmit={form.handleSubmit(submit)}>
        {unnamed && <ErrorMessage {...describeError(change.error)} />}
        <Field label={t.dealers.name} error={errors.name?.message}>
          <input maxLength={120} {...form.register('name')} />
        </Field>
        <Field label={t.dealers.city} error={errors.city?.message}>
          <input maxLength={80} {...form.register('city')} />
        </Field>
        <Field label={t.dealers.state} hint={t.dealers.stateHint} error={errors.state?.message}>
          <input maxLength={2} autoCapitalize="characters" spellCheck={false} {...form.register('state')} />
        </Field>
        <Field label={t.dealers.timeZone} error={errors.time_zone?.message}>
          <select {...form.register('time_zone')}>
            <TimeZoneOptions chosen={time_zone} />
          </select>
        </Field>
        <p className={css.note}>{t.dealers.editNote(dealer.code)}</p>
        <div className={css.buttons}>
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button type="submit" look="primary" disabled={change.isPending}>
            {change.isPending ? t.dealers.saving : t.dealers.save}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
