import type { Lead } from '../../api/types'
import { Button } from '../../components/button'
import { t } from '../../text'
import css from './lead-actions.module.css'

interface Props {
  /** The lead as it is now. */
  lead: Lead
  /** Whether a note was to be saved. */
  note: boolean
  /** Whether what was to be changed can be changed no more. */
  over: boolean
  onApply: () => void
  onLeave: () => void
}

/** Says that somebody was quicker, and leaves it to the person what is to be. */
export function Conflict({ lead, note, over, onApply, onLeave }: Props) {
  return (
    <div className={css.conflict} role="alert">
      <p>
        <strong>{t.lead.conflictTitle}.</strong> {note ? t.lead.conflictNote : t.lead.conflict}
      </p>
      {note && <blockquote className={css.theirs}>{lead.note || t.lead.conflictEmptyNote}</blockquote>}
      <div className={css.choices}>
        <Button look="primary" disabled={over} onClick={onApply}>
          {t.lead.applyAnyway}
        </Button>
        <Button onClick={onLeave}>{t.lead.keepTheirs}</Button>
      </div>
    </div>
  )
}
