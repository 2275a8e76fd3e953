import { t } from '../text'
import { Button } from './button'
import css from './error-message.module.css'

/** Says what went wrong, by which number the log has it, and offers to try again. */
export function ErrorMessage({ text, requestId, onRetry }: { text: string; requestId?: string; onRetry?: () => void }) {
  return (
    <div className={css.error} role="alert">
      <p>{text}</p>
      {requestId && <p className={css.id}>{t.problem.requestId(requestId)}</p>}
      {onRetry && <Button onClick={onRetry}>{t.app.retry}</Button>}
    </div>
  )
}
