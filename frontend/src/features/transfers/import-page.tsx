import { Link } from '@tanstack/react-router'
import { type DragEvent, useEffect, useRef, useState } from 'react'
import { ApiError } from '../../api/api-error'
import { describeError } from '../../api/describe-error'
import type { Dealer, ImportKind, ImportResult } from '../../api/types'
import { Button, buttonClass } from '../../components/button'
import { ErrorMessage } from '../../components/error-message'
import { Page } from '../../components/page'
import { download } from '../../lib/csv'
import { formatBytes, formatCount, plural } from '../../lib/format-number'
import { type CsvFile, readCsv } from '../../lib/read-csv'
import { t } from '../../text'
import { Columns } from './columns'
import css from './import.module.css'
import { ImportRows } from './import-rows'
import { useImport } from './queries'
import { resultCsv } from './result-csv'

/** Drop a file, see what would become of each row, and take it in. */
export function ImportPage({ dealer, onImported }: { dealer: Dealer; onImported: () => void }) {
  const [kind, setKind] = useState<ImportKind>('vehicles')
  const [file, setFile] = useState<File>()
  const [content, setContent] = useState<CsvFile>()
  const run = useImport(dealer.code)

  function check(chosen: File, as = kind) {
    setFile(chosen)
    setContent(undefined)
    // Only to show what stands in the file beside what is wrong with it; the portal reads it by itself.
    chosen.arrayBuffer().then(
      bytes => setContent(readCsv(bytes)),
      () => undefined,
    )
    run.mutate({ file: chosen, kind: as, dryRun: true })
  }

  function commit() {
    if (file) run.mutate({ file, kind, dryRun: false }, { onSuccess: onImported })
  }

  const busy = run.isPending
  return (
    <Page title={t.import.title} sub={t.import.sub} fixed>
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
        {!file && <Columns kind={kind} />}
        {busy && run.variables && (
          <Progress name={run.variables.file.name} size={run.variables.file.size} dryRun={run.variables.dryRun} />
        )}
        {run.isError && (
          <div className={css.failed}>
            <h2>{t.import.failed}</h2>
            <ErrorMessage {...failure(run.error)} onRetry={file && (() => check(file))} />
          </div>
        )}
        {run.data && file && !busy && <Result result={run.data} content={content} file={file} onCommit={commit} />}
      </div>
    </Page>
  )
}

function failure(error: unknown) {
  return error instanceof ApiError && error.status === 413 ? { text: t.import.tooLarge } : describeError(error)
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
      <legend className={css.legend}>{t.import.kind}</legend>
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
            <strong>{t.import.kinds[k]}</strong>
            <span id={`kind-${k}`} className={css.hint}>
              {t.import.kindHints[k]}
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
        {t.import.drop} <span className={css.hint}>{t.import.or}</span>
      </p>
      <Button look={small ? 'plain' : 'primary'} disabled={disabled} onClick={() => input.current?.click()}>
        {small ? t.import.another : t.import.choose}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".csv,.tsv,.txt,text/csv,text/plain"
        aria-label={t.import.choose}
        tabIndex={-1}
        className={css.file}
        onChange={e => {
          const chosen = e.target.files?.[0]
          e.target.value = ''
          if (chosen) onFile(chosen)
        }}
      />
      <p className={css.hint}>{t.import.limit}</p>
    </div>
  )
}

function Progress({ name, size, dryRun }: { name: string; size: number; dryRun: boolean }) {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const id = setInterval(() => setSeconds(s => s + 1), 1000)
    return () => clearInterval(id)
  }, [])
  return (
    <div className={css.progress}>
      <p role="status">{dryRun ? t.import.checking(name) : t.import.importing(name)}</p>
      <span className={css.hint}>
        {formatBytes(size)}
        {seconds > 1 && ` · ${t.import.elapsed(seconds)}`}
      </span>
      <span className={css.running} aria-hidden="true" />
    </div>
  )
}

interface ResultProps {
  result: ImportResult
  content: CsvFile | undefined
  file: File
  onCommit: () => void
}

function Result({ result, content, file, onCommit }: ResultProps) {
  const { dry_run: dry, accepted, unchanged, rejected } = result
  const noticed = result.rows.filter(r => r.status !== 'rejected' && r.code).length
  return (
    <section className={css.result} aria-label={t.import.table}>
      <div className={css.summary}>
        <div role="status">
          <h2>
            {file.name}: {dry ? t.import.checked : t.import.done}
          </h2>
          <p className={css.counts}>
            <strong>
              {dry ? t.import.wouldAccept(formatCount(accepted)) : t.import.accepted(formatCount(accepted))}
            </strong>
            {' · '}
            {t.import.unchanged(formatCount(unchanged))}
            {' · '}
            <span className={rejected > 0 ? css.bad : undefined}>{t.import.rejected(formatCount(rejected))}</span>
            {noticed > 0 && ` · ${t.import.noticed(formatCount(noticed))}`}
          </p>
          <p className={css.hint}>
            {dry && accepted === 0
              ? t.import.nothing
              : rejected > 0
                ? t.import.fix
                : !dry && accepted > 0
                  ? t.import.scoring
                  : ''}
          </p>
        </div>
        <div className={css.buttons}>
          {dry && accepted > 0 && (
            <Button look="primary" onClick={onCommit}>
              {t.import.commit(plural(accepted, t.import.row))}
            </Button>
          )}
          {!dry && (
            <Link to="/dealer" search={prev => ({ dealer: prev.dealer })} className={buttonClass('primary')}>
              {t.import.toQueue}
            </Link>
          )}
          <Button onClick={() => download(t.import.resultName(file.name), resultCsv(result.rows, content))}>
            {t.import.download}
          </Button>
        </div>
      </div>
      <ImportRows result={result} content={content} />
    </section>
  )
}
