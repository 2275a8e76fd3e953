import { type UseFormReturn, useFieldArray, useWatch } from 'react-hook-form'
import { Button } from '../../components/button'
import { Field } from '../../components/field'
import { formatMoney } from '../../lib/format-money'
import { t } from '../../text'
import css from './dealers.module.css'
import { cents, type SettingsForm } from './settings-form'

/** The price list, one family a row. */
export function PriceRows({ form }: { form: UseFormReturn<SettingsForm> }) {
  const rows = useFieldArray({ control: form.control, name: 'prices' })
  const typed = useWatch({ control: form.control, name: 'prices' })
  const errors = form.formState.errors.prices
  return (
    <section className={css.card} aria-labelledby="prices">
      <h2 id="prices" className={css.heading}>
        {t.settings.prices}
      </h2>
      <p className={css.lead}>{rows.fields.length === 0 ? t.settings.noPrices : t.settings.pricesLead}</p>
      {rows.fields.map((row, i) => (
        <div key={row.id} className={css.priceRow}>
          <Field label={t.settings.family} labelHidden={i > 0 && 'wide'} error={errors?.[i]?.family?.message}>
            <input maxLength={60} {...form.register(`prices.${i}.family`)} />
          </Field>
          <Field label={t.settings.parts} labelHidden={i > 0 && 'wide'} error={errors?.[i]?.parts?.message}>
            <input inputMode="decimal" maxLength={10} {...form.register(`prices.${i}.parts`)} />
          </Field>
          <Field label={t.settings.labor} labelHidden={i > 0 && 'wide'} error={errors?.[i]?.labor?.message}>
            <input inputMode="decimal" maxLength={10} {...form.register(`prices.${i}.labor`)} />
          </Field>
          <p className={css.total}>
            <span className={i > 0 ? css.totalAgain : undefined}>{t.settings.total}</span>
            {total(typed[i])}
          </p>
          <Button
            look="quiet"
            aria-label={t.settings.removePrice(typed[i]?.family ?? '')}
            onClick={() => rows.remove(i)}
          >
            {t.settings.remove}
          </Button>
        </div>
      ))}
      <Button onClick={() => rows.append({ family: '', parts: '', labor: '' })}>{t.settings.addPrice}</Button>
    </section>
  )
}

function total(row: SettingsForm['prices'][number] | undefined): string {
  const sum = cents(row?.parts || 'x') + cents(row?.labor || 'x')
  return Number.isFinite(sum) ? formatMoney({ amount_cents: sum, currency: 'USD' }) : t.app.none
}

/** The states whose climate the dealer knows better than the table of normals. */
export function ClimateRows({ form }: { form: UseFormReturn<SettingsForm> }) {
  const rows = useFieldArray({ control: form.control, name: 'climate' })
  const errors = form.formState.errors.climate
  return (
    <section className={css.card} aria-labelledby="climate">
      <h2 id="climate" className={css.heading}>
        {t.settings.climate}
      </h2>
      <p className={css.lead}>{rows.fields.length === 0 ? t.settings.noClimate : t.settings.climateLead}</p>
      {rows.fields.map((row, i) => (
        <div key={row.id} className={css.climateRow}>
          <Field label={t.settings.state} labelHidden={i > 0 && 'wide'} error={errors?.[i]?.state?.message}>
            <input maxLength={2} autoCapitalize="characters" {...form.register(`climate.${i}.state`)} />
          </Field>
          <Field label={t.settings.celsius} labelHidden={i > 0 && 'wide'} error={errors?.[i]?.celsius?.message}>
            <input inputMode="decimal" maxLength={6} {...form.register(`climate.${i}.celsius`)} />
          </Field>
          <Field label={t.settings.source} labelHidden={i > 0 && 'wide'} error={errors?.[i]?.source?.message}>
            <input maxLength={200} {...form.register(`climate.${i}.source`)} />
          </Field>
          <Button
            look="quiet"
            aria-label={t.settings.removeClimate(form.getValues(`climate.${i}.state`))}
            onClick={() => rows.remove(i)}
          >
            {t.settings.remove}
          </Button>
        </div>
      ))}
      <Button onClick={() => rows.append({ state: '', celsius: '', source: '' })}>{t.settings.addClimate}</Button>
    </section>
  )
}
