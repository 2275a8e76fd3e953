import type { Session, User } from '../../api/types'
import { Dialog } from '../../components/dialog'
import { t } from '../../text'
import css from './session.module.css'
import { SignInForm } from './sign-in-form'

/** Asks to sign in again over the page as it was, so that nothing that was typed is lost. */
export function SessionEnded({
  user,
  onSignedIn,
  onLeave,
}: {
  user: User
  onSignedIn: (session: Session) => void
  onLeave: () => void
}) {
  return (
    <Dialog title={t.session.endedTitle}>
      <p className={css.ended}>{t.session.ended}</p>
      <SignInForm email={user.email} onSignedIn={onSignedIn} />
      <button type="button" className={css.leave} onClick={onLeave}>
        {t.session.somebodyElse}
      </button>
    </Dialog>
  )
}
