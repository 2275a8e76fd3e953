import type { Thresholds } from '../../api/types'
import { Dialog } from '../../components/dialog'
import { formatChance } from '../../lib/format-number'
import { t } from '../../text'
import css from './queue.module.css'

/** The rule by which the queue is in order, with the thresholds that were used. */
export function HowRanked({ thresholds, onClose }: { thresholds: Thresholds; onClose: () => void }) {
  return (
    <Dialog title={t.queue.howTitle} onClose={onClose}>
      <div className={css.rule}>
        <p>{t.queue.howPriority}</p>
        <ul>
          <li>{t.queue.howThreshold(t.priority.HIGH, formatChance(thresholds.high))}</li>
          <li>{t.queue.howThreshold(t.priority.MODERATE, formatChance(thresholds.moderate))}</li>
          <li>{t.queue.howThreshold(t.priority.FOLLOW_UP, formatChance(thresholds.follow_up))}</li>
          <li>{t.queue.howRetention(t.priority.RETENTION, formatChance(thresholds.follow_up))}</li>
        </ul>
        <p>{t.queue.howCallback}</p>
        <p>{t.queue.howChance}</p>
        <p>{t.queue.howInterval}</p>
      </div>
    </Dialog>
  )
}
