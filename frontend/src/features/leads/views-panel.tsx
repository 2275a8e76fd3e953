import type { UseQueryResult } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { hasStatus } from '../../api/api-error'
import { describeError } from '../../api/describe-error'
import type { View } from '../../api/types'
import { Button } from '../../components/button'
import { ErrorMessage } from '../../components/error-message'
import { controlClass } from '../../components/field'
import { Loading } from '../../components/loading'
import { useNotify } from '../../components/notices'
import { t } from '../../text'
import { type LeadFilter, searchOf } from './lead-filter'
import { useDeleteView, useSaveView } from './queries'
import css from './views-panel.module.css'

interface Props {
  dealer: string
  views: UseQueryResult<View[]>
  filter: LeadFilter
  /** The view that is shown. */
  shownId: string | undefined
  onPick: (search: string) => void
  onClose: () => void
}

/** Picks, saves, renames and deletes views of the queue. */
export function ViewsPanel({ dealer, views, filter, shownId, onPick, onClose }: Props) {
  const save = useSaveView(dealer)
  const remove = useDeleteView(dealer)
  const notify = useNotify()
  const [renaming, setRenaming] = useState<string>()
  const panel = useRef<HTMLDivElement>(null)
  const now = searchOf(filter)

  useEffect(() => panel.current?.querySelector<HTMLElement>('button, input')?.focus(), [])

  function saveAs(name: string) {
    save.mutate({ name, query: now }, { onSuccess: v => notify(t.views.saved(v.name)) })
  }

  function take(view: View) {
    const { name, query } = view
    // Not by what this panel is told: it may be closed by then.
    const putBack = () =>
      save.mutateAsync({ name, query }).then(
        () => notify(t.views.saved(name)),
        error => notify(describeError(error).text),
      )
    remove.mutate(view.id, {
      onSuccess: () => notify(t.views.removed(name), { undo: () => void putBack() }),
    })
    panel.current?.querySelector<HTMLElement>('button')?.focus()
  }

  const error = save.error ?? remove.error
  return (
    <div
      ref={panel}
      role="dialog"
      aria-label={t.views.title}
      className={css.panel}
      onKeyDown={e => {
        if (e.key !== 'Escape') return
        e.preventDefault()
        onClose()
      }}
    >
      {views.isPending ? (
        <Loading rows={2} />
      ) : views.isError ? (
        <ErrorMessage {...describeError(views.error)} onRetry={() => void views.refetch()} />
      ) : (
        <ul className={css.list}>
          <li className={css.view}>
            <button
              type="button"
              className={css.pick}
              aria-current={now === '' ? 'true' : undefined}
              onClick={() => onPick('')}
            >
              {t.views.everything}
            </button>
          </li>
          {views.data.map(view => (
            <li key={view.id} className={css.view}>
              {renaming === view.id ? (
                <NameForm
                  label={t.views.renameTo}
                  submit={t.app.save}
                  value={view.name}
                  onSubmit={name => save.mutate({ ...view, name }, { onSuccess: () => setRenaming(undefined) })}
                />
              ) : (
                <>
                  <button
                    type="button"
                    className={css.pick}
                    aria-current={shownId === view.id && now !== '' ? 'true' : undefined}
                    onClick={() => onPick(view.query)}
                  >
                    {view.name}
                  </button>
                  <button
                    type="button"
                    className={css.small}
                    aria-label={t.views.rename(view.name)}
                    title={t.views.rename(view.name)}
                    onClick={() => setRenaming(view.id)}
                  >
                    <Pen />
                  </button>
                  <button
                    type="button"
                    className={css.small}
                    aria-label={t.views.remove(view.name)}
                    title={t.views.remove(view.name)}
                    onClick={() => take(view)}
                  >
                    ×
                  </button>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {views.data?.length === 0 && now === '' && <p className={css.hint}>{t.views.none}</p>}
      {now !== '' && !shownId && (
        <div className={css.save}>
          <NameForm label={t.views.save} submit={t.views.saveSubmit} value="" onSubmit={saveAs} shown />
        </div>
      )}
      {error && (
        <p role="alert" className={css.error}>
          {hasStatus(error, 409) && save.error ? t.views.taken : describeError(error).text}
        </p>
      )}
    </div>
  )
}

function NameForm({
  label,
  submit,
  value,
  onSubmit,
  shown,
}: {
  label: string
  submit: string
  value: string
  onSubmit: (name: string) => void
  shown?: boolean
}) {
  const [name, setName] = useState(value)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (!shown) input.current?.select()
  }, [shown])
  return (
    <form
      className={css.form}
      onSubmit={(e: FormEvent) => {
        e.preventDefault()
        if (name.trim()) onSubmit(name.trim())
      }}
    >
      <label>
        <span className={shown ? css.label : css.unseen}>{label}</span>
        <input
          ref={input}
          className={controlClass}
          value={name}
          maxLength={60}
          required
          onChange={e => setName(e.target.value)}
        />
      </label>
      <Button type="submit" look={shown ? 'primary' : 'plain'}>
        {submit}
      </Button>
    </form>
  )
}

function Pen() {
  return (
    <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" focusable="false" className={css.pen}>
      <path d="M1 11l.6-2.8L8.4 1.4l2.2 2.2-6.8 6.8z" />
    </svg>
  )
}
