import { t } from '../text'

const formats = new Map<string, Intl.NumberFormat>()

/** Whole amounts without cents ("$486"), others with them ("$486.50"). */
export function formatMoney(money: { amount_cents: number; currency: string }): string {
  const whole = money.amount_cents % 100 === 0
  const key = `${money.currency}${whole}`
  let format = formats.get(key)
  if (!format) {
    format = new Intl.NumberFormat(t.locale, {
      style: 'currency',
      currency: money.currency,
      minimumFractionDigits: whole ? 0 : 2,
      maximumFractionDigits: whole ? 0 : 2,
    })
    formats.set(key, format)
  }
  return format.format(money.amount_cents / 100)
}

/** Millionths of a dollar, to the cent; what is less than one is not shown as nothing. */
export function formatMicrodollars(micro: number): string {
  if (micro > 0 && micro < 10_000) return t.money.lessThan(formatMoney({ amount_cents: 1, currency: 'USD' }))
  const cents = Math.round(micro / 10_000)
  return formatMoney({ amount_cents: cents, currency: 'USD' })
}
