import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef, useState } from 'react'
import type { ImportResult, ImportRow } from '../../api/types'
import { formatCount } from '../../lib/format-number'
import { type CsvFile, columnOf } from '../../lib/read-csv'
import { tImport } from '../../text/import'
import css from './import.module.css'

type Shown = 'rejected' | 'noticed' | 'accepted' | 'unchanged' | 'all'

const kinds: Shown[] = ['rejected', 'noticed', 'accepted', 'unchanged', 'all']
const keep: Record<Shown, (r: ImportRow) => boolean> = {
  all: () => true,
  rejected: r => r.status === 'rejected',
  accepted: r => r.status === 'accepted',
  unchanged: r => r.status === 'unchanged',
  noticed: r => r.status !== 'rejected' && r.code !== null,
}

/** What became of each row, or would; the rejected ones first to be seen. */
export function ImportRows({ result, content }: { result: ImportResult; content: CsvFile | undefined }) {
  const [asked, setShown] = useState<Shown>()
  const shown = asked ?? (result.rejected > 0 ? 'rejected' : 'all')
  const rows = useMemo(() => result.rows.filter(keep[shown]), [result.rows, shown])
  const counts = useMemo(() => kinds.map(k => ({ kind: k, n: result.rows.filter(keep[k]).length })), [result.rows])
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 33,
    overscan: 10,
  })
  const items = virtual.getVirtualItems()
  const before = items[0]?.start ?? 0
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0)

  const inFile = (row: ImportRow) => {
    if (!content) return ''
    return content.fieldsOf(row.row)?.[columnOf(content.header, row.field ?? 'vin')] ?? ''
  }
  const c = tImport.columns
  return (
    <>
      <div className={css.filters}>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would want a legend that is seen */}
        <div role="group" aria-label={tImport.filter} className={css.toggles}>
          {counts.map(({ kind: s, n }) => (
            <button key={s} type="button" className={css.toggle} aria-pressed={shown === s} onClick={() => setShown(s)}>
              {s === 'accepted' && result.dry_run ? tImport.status.wouldAccept : tImport.filters[s]}{' '}
              <span className={css.hint}>{formatCount(n)}</span>
            </button>
          ))}
        </div>
      </div>
      <section ref={scroller} className={css.scroller} aria-label={tImport.table} tabIndex={0}>
        {rows.length === 0 ? (
          <p className={css.none}>{tImport.noRows}</p>
        ) : (
          <table className={css.table} aria-rowcount={rows.length + 1}>
            <thead>
              <tr>
                <th scope="col" className={css.number}>
                  {c.row}
                </th>
                <th scope="col">{c.status}</th>
                <th scope="col">{c.field}</th>
                <th scope="col">{c.value}</th>
                <th scope="col">{c.message}</th>
              </tr>
            </thead>
            <tbody>
              {before > 0 && <Spacer height={before} />}
              {items.map(item => {
                const row = rows[item.index]
                if (!row) return null
                return (
                  <tr key={row.row} className={css.row} aria-rowindex={item.index + 2}>
                    <td className={css.number}>{formatCount(row.row)}</td>
                    <td className={css[row.status]}>
                      {result.dry_run && row.status === 'accepted'
                        ? tImport.status.wouldAccept
                        : tImport.status[row.status]}
                    </td>
                    <td>{row.field ?? ''}</td>
                    <td className={css.value}>{inFile(row)}</td>
                    <td>{row.message ?? row.code ?? ''}</td>
                  </tr>
                )
              })}
              {after > 0 && <Spacer height={after} />}
            </tbody>
          </table>
        )}
      </section>
    </>
  )
}

const Spacer = ({ height }: { height: number }) => (
  <tr aria-hidden="true">
    <td colSpan={5} className={css.spacer} style={{ height }} />
  </tr>
)
