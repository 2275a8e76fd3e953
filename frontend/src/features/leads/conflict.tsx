import type { Lead, LeadChange } from '../../api/types'
import { Button } from '../../components/button'
import { t } from '../../text'
import css from './lead-actions.module.css'

interface Props {
  /** The lead as it is now. */
  lead: Lead
  /** What was to be changed. */
  change: LeadChange
  onApply: () => void
  onLeave: () => void
}

/** Says that somebody was quicker, and leaves it to the person what is to be. */
export function Conflict({ lead, change, onApply, onLeave }: Props) {
  return (
    <div className={css.conflict} role="alert">
      <p>
        <strong>{t.lead.conflictTitle}.</strong> {change.note === undefined ? t.lead.conflict : t.lead.conflictNote}
      </p>
      {change.note !== undefined && (
        <blockquote className={css.theirs}>{lead.note || t.lead.conflictEmptyNote}</blockquote>
      )}
      <div className={css.choices}>
        <Button look="primary" disabled={lead.status === 'closed' && change.status !== undefined} onClick={onApply}>
          {t.lead.applyAnyway}
        </Button>
        <Button onClick={onLeave}>{t.lead.keepTheirs}</Button>
      </div>
    </div>
  )
}
