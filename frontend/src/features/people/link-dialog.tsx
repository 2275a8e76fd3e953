import type { OneTimeLink } from '../../api/types'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { SecretField } from '../../components/secret-field'
import { formatExact } from '../../lib/format-when'
import { t } from '../../text'
import css from './people.module.css'
import { calledBy } from './people-table'

/** A one-time link, to be handed on now: it is shown no other time. */
export function LinkDialog({
  link,
  timeZone,
  onClose,
}: {
  link: OneTimeLink
  timeZone: string | undefined
  onClose: () => void
}) {
  const who = calledBy(link.user)
  return (
    <Dialog
      title={link.user.status === 'invited' ? t.people.invitedTitle(who) : t.people.resetTitle(who)}
      onClose={onClose}
    >
      <div className={css.form}>
        <p className={css.note}>{t.people.linkLead}</p>
        <SecretField
          label={t.people.link}
          value={`${window.location.origin}${link.path}`}
          copy={t.people.copyLink}
          copied={t.people.linkCopied}
        />
        <p className={css.note}>
          {t.people.linkWorks} {formatExact(new Date(link.expires_at), timeZone)}.
        </p>
        <div className={css.buttons}>
          <Button onClick={onClose}>{t.people.done}</Button>
        </div>
      </div>
    </Dialog>
  )
}
