import { useQuery } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { describeError } from '../../api/describe-error'
import type { Dealer, DealerSettings, User } from '../../api/types'
import { Button } from '../../components/button'
import { ErrorMessage } from '../../components/error-message'
import { Field } from '../../components/field'
import { Loading } from '../../components/loading'
import { useNotify } from '../../components/notices'
import { Page } from '../../components/page'
import { t } from '../../text'
import { CallHoursCard } from './call-hours/call-hours-card'
import css from './dealers.module.css'
import { settingsQuery, useSaveSettings } from './queries'
import { formOf, type SettingsForm, settingsOf, settingsRules } from './settings-form'
import { ClimateRows, PriceRows } from './settings-rows'
import { valibotResolver } from './valibot-resolver'

interface Props {
  dealer: Dealer
  user: User
  /** Called when saved settings have changed what leads show. */
  onSaved: () => void
}

/** What a dealer decides for itself: thresholds, tone, prices, climate, the uncontacted sample and calling hours. */
export function SettingsPage({ dealer, user, onSaved }: Props) {
  const settings = useQuery({ ...settingsQuery(dealer.code), refetchOnWindowFocus: false })
  return (
    <Page title={t.settings.title} sub={dealer.name}>
      {settings.isPending ? (
        <Loading rows={10} />
      ) : settings.isError ? (
        <div className={css.page}>
          <ErrorMessage {...describeError(settings.error)} onRetry={() => void settings.refetch()} />
        </div>
      ) : (
        <>
          <Form
            key={dealer.code}
            dealer={dealer}
            settings={settings.data}
            readOnly={user.role === 'advisor'}
            onSaved={onSaved}
          />
          <div className={css.page}>
            <CallHoursCard key={dealer.code} dealer={dealer} readOnly={user.role === 'advisor'} onSaved={onSaved} />
          </div>
        </>
      )}
    </Page>
  )
}

interface FormProps {
  dealer: Dealer
  settings: DealerSettings
  readOnly: boolean
  onSaved: () => void
}

function Form({ dealer, settings, readOnly, onSaved }: FormProps) {
  const save = useSaveSettings(dealer.code)
  const notify = useNotify()
  const form = useForm<SettingsForm>({ defaultValues: formOf(settings), resolver: valibotResolver(settingsRules) })
  const { errors, isDirty } = form.formState

  function submit(entered: SettingsForm) {
    save.mutate(settingsOf(entered, settings), {
      onSuccess: saved => {
        form.reset(formOf(saved))
        notify(t.settings.saved)
        onSaved()
      },
    })
  }

  const threshold = (name: keyof SettingsForm['thresholds'], label: string) => (
    <Field label={`${label}, %`} error={errors.thresholds?.[name]?.message}>
      <input inputMode="decimal" maxLength={8} {...form.register(`thresholds.${name}`)} />
    </Field>
  )

  return (
    <form className={css.page} noValidate onSubmit={form.handleSubmit(submit)}>
      {readOnly && <p className={css.lead}>{t.settings.readOnly}</p>}
      {save.isError && <ErrorMessage {...describeError(save.error)} />}
      <fieldset disabled={readOnly || save.isPending} className={css.groups}>
        <section className={css.card} aria-labelledby="thresholds">
          <h2 id="thresholds" className={css.heading}>
            {t.settings.thresholds}
          </h2>
          <p className={css.lead}>{t.settings.thresholdsLead}</p>
          <div className={css.three}>
            {threshold('high', t.priority.HIGH)}
            {threshold('moderate', t.priority.MODERATE)}
            {threshold('follow_up', t.priority.FOLLOW_UP)}
          </div>
        </section>
        <section className={css.card} aria-labelledby="tone">
          <h2 id="tone" className={css.heading}>
            {t.settings.tone}
          </h2>
          <Field label={t.settings.tone} labelHidden>
            <select className={css.narrow} {...form.register('tone')}>
              {(['friendly', 'formal', 'brief'] as const).map(tone => (
                <option key={tone} value={tone}>
                  {t.settings.tones[tone]}
                </option>
              ))}
            </select>
          </Field>
        </section>
        <PriceRows form={form} />
        <ClimateRows form={form} />
        <section className={css.card} aria-labelledby="uncontacted">
          <h2 id="uncontacted" className={css.heading}>
            {t.settings.uncontacted}
          </h2>
          <p className={css.lead}>{t.settings.uncontactedLead}</p>
          <p className={css.lead}>{t.settings.uncontactedCost}</p>
          <div className={css.three}>
            <Field label={t.settings.uncontactedShare} error={errors.uncontacted?.message}>
              <input inputMode="numeric" maxLength={2} {...form.register('uncontacted')} />
            </Field>
          </div>
        </section>
        {!readOnly && (
          <div className={css.saveBar}>
            <Button type="submit" look="primary" disabled={!isDirty}>
              {save.isPending ? t.settings.saving : t.settings.save}
            </Button>
          </div>
        )}
      </fieldset>
    </form>
  )
}
