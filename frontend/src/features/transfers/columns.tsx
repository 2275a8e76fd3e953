import type { ImportKind } from '../../api/types'
import { Button } from '../../components/button'
import { csvOf, download } from '../../lib/csv'
import { tImport } from '../../text/import'
import css from './import.module.css'

/** What a file of each kind can hold; the first ones it must. */
const columns: Record<ImportKind, { needed: string[]; other: string[] }> = {
  vehicles: {
    needed: ['vin', 'year', 'make', 'model'],
    other: [
      'customer_name',
      'customer_phone',
      'customer_email',
      'current_mileage',
      'mileage_read_on',
      'city',
      'state',
      'zip_code',
      'in_service_on',
      'battery_installed_on',
      'battery_chemistry',
      'commercial_use',
      'rough_service',
      'prior_early_failure',
    ],
  },
  readings: { needed: ['vin', 'kind', 'observed_at'], other: ['value', 'rest_hours', 'result', 'code', 'source'] },
}

/** Before there is a file: what it may hold, and an empty one to fill in. */
export function Columns({ kind }: { kind: ImportKind }) {
  const { needed, other } = columns[kind]
  return (
    <section className={css.columns} aria-labelledby="columns-title">
      <h2 id="columns-title">
        {tImport.columnsTitle}: {tImport.kinds[kind]}
      </h2>
      <p className={css.hint}>{tImport.columnsLead}</p>
      <ul className={css.names}>
        {needed.map(name => (
          <li key={name}>
            <code className={css.needed}>{name}</code> <span className={css.hint}>{tImport.required}</span>
          </li>
        ))}
        {other.map(name => (
          <li key={name}>
            <code>{name}</code>
          </li>
        ))}
      </ul>
      <Button onClick={() => download(tImport.templateName(kind), csvOf([[...needed, ...other]]))}>
        {tImport.template}
      </Button>
    </section>
  )
}
