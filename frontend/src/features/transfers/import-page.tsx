import { Link } from '@tanstack/react-router'
import { type DragEvent, useEffect, useRef, useState } from 'react'
import { ApiError } from '../../api/api-error'
import { describeError } from '../../api/describe-error'
import type { Dealer, ImportKind, ImportResult } from '../../api/types'
import { Button, buttonClass } from '../../components/button'
import { ErrorMessage } from '../../components/error-message'
import { Page } from '../../components/page'
import { download } from '../../lib/csv'
import { formatCount, plural } from '../../lib/format-number'
import { type CsvFile, readCsv } from '../../lib/read-csv'
import { useLostFocus } from '../../lib/use-lost-focus'
import { tImport } from '../../text/import'
import { Columns } from './columns'
import css from './import.module.css'
import { ImportOutcome } from './import-outcome'
import { ImportProgress } from './import-progress'
import { ImportRows } from './import-rows'
import { LatestImports } from './latest-imports'
import { useImport } from './queries'
import { resultCsv } from './result-csv'
import { Scoring } from './scoring'

/** Drop a file, see what would become of each row, and take it in. */
export function ImportPage({ dealer, onImported }: { dealer: Dealer; onImported: () => void }) {
  const [kind, setKind] = useState<ImportKind>('vehicles')
  const [content, setContent] = useState<CsvFile>()
  const { run, start, cancel } = useImport(dealer.code, onImported)
  const file = run.is === 'idle' ? undefined : run.request.file
  const busy = run.is === 'busy' || run.is === 'asking'
  useStay(busy && !run.request.dryRun)

  function check(chosen: File, as = kind) {
    setContent(undefined)
    // Only to show what stands in the file beside what is wrong with it; the portal reads it by itself.
    chosen.arrayBuffer().then(
      bytes => setContent(readCsv(bytes)),
      () => undefined,
    )
    void start({ file: chosen, kind: as, dryRun: true })
  }

  const again = file && (() => check(file))
  return (
    <Page title={tImport.title} sub={tImport.sub} fixed>
      <div className={css.page}>
        <div className={css.setup}>
          <KindChoice
            kind={kind}
            disabled={busy}
            onChange={k => {
              setKind(k)
              if (file) check(file, k)
            }}
          />
          <DropZone small={file !== undefined} disabled={busy} onFile={f => check(f)} />
        </div>
        {run.is === 'idle' && (
          <>
            <LatestImports dealer={dealer.code} timeZone={dealer.time_zone} />
            <Columns kind={kind} />
          </>
        )}
        {run.is === 'busy' && (
          <ImportProgress
            key={String(run.request.dryRun)}
            request={run.request}
            step={run.step}
            cancelling={run.cancelling}
            onCancel={() => void cancel()}
          />
        )}
        {(run.is === 'cancelled' || run.is === 'asking' || run.is === 'ended') && again && (
          <ImportOutcome key={run.is} dealer={dealer.code} run={run} onAgain={again} />
        )}
        {run.is === 'failed' && (
          <div className={css.failed}>
            <h2>{tImport.failed}</h2>
            <ErrorMessage {...failure(run.error)} onRetry={again} />
          </div>
        )}
        {run.is === 'result' && (
          <Result
            key={String(run.request.dryRun)}
            dealer={dealer.code}
            result={run.result}
            tooLate={run.tooLate}
            content={content}
            file={run.request.file}
            onCommit={() => void start({ ...run.request, dryRun: false })}
            onScored={onImported}
          />
        )}
      </div>
    </Page>
  )
}

/** Has the browser ask before it closes a page on which rows are being stored. */
function useStay(storing: boolean) {
  useEffect(() => {
    if (!storing) return
    const ask = (e: BeforeUnloadEvent) => e.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [storing])
}

function failure(error: unknown) {
  return error instanceof ApiError && error.status === 413 ? { text: tImport.tooLarge } : describeError(error)
}

function KindChoice({
  kind,
  disabled,
  onChange,
}: {
  kind: ImportKind
  disabled: boolean
  onChange: (k: ImportKind) => void
}) {
  return (
    <fieldset className={css.kinds} disabled={disabled}>
      <legend className={css.legend}>{tImport.kind}</legend>
      {(['vehicles', 'readings'] as const).map(k => (
        <label key={k} className={css.kind}>
          <input
            type="radio"
            name="kind"
            value={k}
            checked={kind === k}
            onChange={() => onChange(k)}
            aria-describedby={`kind-${k}`}
          />
          <span>
            <strong>{tImport.kinds[k]}</strong>
            <span id={`kind-${k}`} className={css.hint}>
              {tImport.kindHints[k]}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

function DropZone({ small, disabled, onFile }: { small: boolean; disabled: boolean; onFile: (f: File) => void }) {
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const drop = (e: DragEvent) => {
    e.preventDefault()
    setOver(false)
    const dropped = e.dataTransfer.files[0]
    if (dropped && !disabled) onFile(dropped)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way; the button in it is the other
    <div
      className={`${css.drop} ${over ? css.over : ''} ${small ? css.small : ''}`}
      onDragOver={e => {
        e.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <p className={css.dropWords}>
        {tImport.drop} <span className={css.hint}>{tImport.or}</span>
      </p>
      <Button look={small ? 'plain' : 'primary'} disabled={disabled} onClick={() => input.current?.click()}>
        {small ? tImport.another : tImport.choose}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".csv,.tsv,.txt,text/csv,text/plain"
        aria-label={tImport.choose}
        tabIndex={-1}
        className={css.file}
        onChange={e => {
          const chosen = e.target.files?.[0]
          e.target.value = ''
          if (chosen) onFile(chosen)
        }}
      />
      <p className={css.hint}>{tImport.limit}</p>
    </div>
  )
}

interface ResultProps {
  dealer: string
  result: ImportResult
  tooLate: boolean
  content: CsvFile | undefined
  file: File
  onCommit: () => void
  onScored: () => void
}

function Result({ dealer, result, tooLate, content, file, onCommit, onScored }: ResultProps) {
  const title = useLostFocus<HTMLHeadingElement>()
  const { dry_run: dry, accepted, unchanged, rejected } = result
  const noticed = result.rows.filter(r => r.status !== 'rejected' && r.code).length
  return (
    <section className={css.result} aria-label={tImport.table}>
      <div className={css.summary}>
        <div role="status">
          <h2 ref={title} tabIndex={-1}>
            {file.name}: {dry ? tImport.checked : tImport.done}
          </h2>
          <p className={css.counts}>
            <strong>
              {dry ? tImport.wouldAccept(formatCount(accepted)) : tImport.accepted(formatCount(accepted))}
            </strong>
            {' · '}
            {tImport.unchanged(formatCount(unchanged))}
            {' · '}
            <span className={rejected > 0 ? css.bad : undefined}>{tImport.rejected(formatCount(rejected))}</span>
            {noticed > 0 && ` · ${tImport.noticed(formatCount(noticed))}`}
          </p>
          {tooLate && <p className={css.hint}>{tImport.tooLate}</p>}
          <p className={css.hint}>{dry && accepted === 0 ? tImport.nothing : rejected > 0 ? tImport.fix : ''}</p>
        </div>
        <div className={css.buttons}>
          {dry && accepted > 0 && (
            <Button look="primary" onClick={onCommit}>
              {tImport.commit(plural(accepted, tImport.row))}
            </Button>
          )}
          {!dry && (
            <Link to="/dealer" search={prev => ({ dealer: prev.dealer })} className={buttonClass('primary')}>
              {tImport.toQueue}
            </Link>
          )}
          <Button onClick={() => download(tImport.resultName(file.name), resultCsv(result.rows, content))}>
            {tImport.download}
          </Button>
        </div>
      </div>
      {!dry && accepted > 0 && <Scoring dealer={dealer} onDone={onScored} />}
      <ImportRows result={result} content={content} />
    </section>
  )
}
