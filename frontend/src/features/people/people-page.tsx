import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { describeError } from '../../api/describe-error'
import type { Dealer, OneTimeLink, User } from '../../api/types'
import { Button } from '../../components/button'
import { EmptyState } from '../../components/empty-state'
import { ErrorMessage } from '../../components/error-message'
import { controlClass } from '../../components/field'
import { Loading } from '../../components/loading'
import { Page } from '../../components/page'
import { TimeZoneNote } from '../../components/time-zone-note'
import { t } from '../../text'
import { InviteDialog } from './invite-dialog'
import { KeysSection } from './keys-section'
import { LinkDialog } from './link-dialog'
import css from './people.module.css'
import { PeopleTable } from './people-table'
import { usersQuery } from './queries'

interface Props {
  user: User
  /** The dealer whose people are shown; everybody without one. */
  dealer?: Dealer
  /** The dealers to choose from, where people of all of them are shown. */
  dealers?: readonly Dealer[]
  onDealer?: (code: string | undefined) => void
}

/** Who may sign in, and for one dealer the keys of other systems. */
export function PeoplePage({ user, dealer, dealers, onDealer }: Props) {
  const people = useQuery(usersQuery(dealer?.code))
  const [inviting, setInviting] = useState(false)
  const [link, setLink] = useState<OneTimeLink>()
  const everywhere = dealers !== undefined

  return (
    <Page
      title={everywhere ? t.people.title : t.people.pageTitle}
      sub={
        everywhere
          ? people.data && (
              <>
                {t.people.count(people.data.length)} · <TimeZoneNote timeZone={dealer?.time_zone} />
              </>
            )
          : dealer?.name
      }
      actions={
        <Button look="primary" onClick={() => setInviting(true)}>
          {t.people.invite}
        </Button>
      }
    >
      <div className={css.page}>
        <section className={css.card} aria-labelledby="people">
          <div className={css.head}>
            <div>
              <h2 id="people" className={css.heading}>
                {t.people.title}
              </h2>
              <p className={css.lead}>{t.people.lead}</p>
            </div>
            {everywhere && (
              <label className={css.chooser}>
                {t.people.of}
                <select
                  className={controlClass}
                  value={dealer?.code ?? ''}
                  onChange={e => onDealer?.(e.target.value || undefined)}
                >
                  <option value="">{t.people.everybody}</option>
                  {dealers.map(d => (
                    <option key={d.code} value={d.code}>
                      {d.name}
                    </option>
                  ))}
                </select>
              </label>
            )}
          </div>
          {people.isPending ? (
            <Loading rows={4} />
          ) : people.isError && !people.data ? (
            <ErrorMessage {...describeError(people.error)} onRetry={() => void people.refetch()} />
          ) : people.data.length === 0 ? (
            <EmptyState
              title={t.people.emptyTitle}
              action={<Button onClick={() => setInviting(true)}>{t.people.invite}</Button>}
            >
              {t.people.empty}
            </EmptyState>
          ) : (
            <PeopleTable
              people={people.data}
              self={user}
              withDealer={everywhere && !dealer}
              timeZone={dealer?.time_zone}
              onLink={setLink}
            />
          )}
        </section>
        {dealer && !everywhere && <KeysSection dealer={dealer} />}
      </div>
      {inviting && (
        <InviteDialog
          user={user}
          dealer={dealer}
          dealers={dealers}
          onClose={() => setInviting(false)}
          onInvited={made => {
            setInviting(false)
            setLink(made)
          }}
        />
      )}
      {link && <LinkDialog link={link} timeZone={dealer?.time_zone} onClose={() => setLink(undefined)} />}
    </Page>
  )
}
