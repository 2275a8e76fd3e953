import { useEffect, useRef } from 'react'
import { describeError } from '../../api/describe-error'
import type { MessageTexts } from '../../api/types'
import { Button } from '../../components/button'
import { ErrorMessage } from '../../components/error-message'
import { controlClass } from '../../components/field'
import { formatCount } from '../../lib/format-number'
import { smsSize } from '../../lib/sms-segments'
import { t } from '../../text'
import css from './message-panel.module.css'

export type Tab = 'phone' | 'sms' | 'email'

interface Props {
  tab: Tab
  texts: MessageTexts
  onChange: (texts: MessageTexts) => void
  onSave: () => void
  onDiscard: () => void
  saving: boolean
  error: unknown
  /** The message as it is now, when it has changed since the person began. */
  theirs: MessageTexts | undefined
}

/** The text of a tab as it is being written. */
export function MessageEditor({ tab, texts, onChange, onSave, onDiscard, saving, error, theirs }: Props) {
  const box = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (tab) box.current?.focus()
  }, [tab])
  const size = smsSize(texts.sms)
  const empty = [texts.phone_script, texts.sms, texts.email.subject, texts.email.body].some(text => !text.trim())
  const text = tab === 'phone' ? texts.phone_script : tab === 'sms' ? texts.sms : texts.email.body
  const write = (now: string) =>
    onChange(
      tab === 'phone'
        ? { ...texts, phone_script: now }
        : tab === 'sms'
          ? { ...texts, sms: now }
          : { ...texts, email: { ...texts.email, body: now } },
    )
  return (
    <form
      className={css.editor}
      aria-label={t.message.editing}
      onSubmit={e => {
        e.preventDefault()
        onSave()
      }}
      onKeyDown={e => {
        if (e.key === 'Enter' && (e.ctrlKey || e.metaKey) && !empty && !saving) onSave()
      }}
    >
      {theirs && (
        <div className={css.waiting} role="alert">
          <p>{t.message.changedMeanwhile}</p>
          <blockquote className={css.theirs}>
            {tab === 'phone' ? theirs.phone_script : tab === 'sms' ? theirs.sms : theirs.email.body}
          </blockquote>
        </div>
      )}
      {error !== undefined && error !== null && (
        <ErrorMessage {...describeError(error)} text={`${t.message.saveFailed} ${describeError(error).text}`} />
      )}
      {tab === 'email' && (
        <input
          className={controlClass}
          aria-label={t.message.subjectField}
          maxLength={200}
          value={texts.email.subject}
          onChange={e => onChange({ ...texts, email: { ...texts.email, subject: e.target.value } })}
        />
      )}
      <textarea
        ref={box}
        className={controlClass}
        aria-label={t.message.tabs[tab]}
        rows={6}
        maxLength={{ phone: 4000, sms: 612, email: 8000 }[tab]}
        value={text}
        onChange={e => write(e.target.value)}
        onKeyDown={e => e.key === 'Escape' && box.current?.blur()}
      />
      {tab === 'sms' && (
        <p className={css.note}>
          {t.message.smsSize(formatCount(size.characters), size.segments)}
          {size.unicode && `. ${t.message.unicode}`}
        </p>
      )}
      <div className={css.actions}>
        <Button type="submit" look="primary" disabled={empty || saving}>
          {saving ? t.message.saving : theirs ? t.message.saveAnyway : t.message.save}
        </Button>
        <Button disabled={saving} onClick={onDiscard}>
          {t.message.discard}
        </Button>
        <p className={css.record}>{empty ? t.message.empty : t.message.unsaved}</p>
      </div>
    </form>
  )
}
