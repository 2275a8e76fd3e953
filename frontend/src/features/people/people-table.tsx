import { useState } from 'react'
import { describeError } from '../../api/describe-error'
import type { Account, AccountChange, OneTimeLink, User } from '../../api/types'
import { Chip } from '../../components/chip'
import { ConfirmDialog } from '../../components/confirm-dialog'
import { useNotify } from '../../components/notices'
import { When } from '../../components/when'
import { useNow } from '../../lib/use-now'
import { t } from '../../text'
import css from './people.module.css'
import { useChangeUser, useRenewLink, useWithdraw } from './queries'

interface Props {
  people: readonly Account[]
  self: User
  withDealer: boolean
  timeZone: string | undefined
  /** Called with a link that was made for somebody. */
  onLink: (link: OneTimeLink) => void
}

/** What somebody is called; who has not said it yet goes by the address. */
export const calledBy = (person: Account) => person.name || person.email

export function PeopleTable({ people, self, withDealer, timeZone, onLink }: Props) {
  const c = t.people.columns
  const [withdrawing, setWithdrawing] = useState<Account>()
  return (
    <div className={css.pane}>
      <table className={css.table} aria-label={t.people.table}>
        <thead>
          <tr>
            <th scope="col">{c.person}</th>
            {withDealer && <th scope="col">{c.dealer}</th>}
            <th scope="col">{c.role}</th>
            <th scope="col">{c.status}</th>
            <th scope="col">{c.seen}</th>
            <th scope="col" className={css.last}>
              {c.actions}
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map(p => (
            <Row
              key={p.id}
              person={p}
              isSelf={p.id === self.id}
              withDealer={withDealer}
              timeZone={timeZone}
              onLink={onLink}
              onWithdraw={() => setWithdrawing(p)}
            />
          ))}
        </tbody>
      </table>
      {withdrawing && <Withdraw person={withdrawing} onClose={() => setWithdrawing(undefined)} />}
    </div>
  )
}

interface RowProps {
  person: Account
  isSelf: boolean
  withDealer: boolean
  timeZone: string | undefined
  onLink: (link: OneTimeLink) => void
  onWithdraw: () => void
}

function Row({ person, isSelf, withDealer, timeZone, onLink, onWithdraw }: RowProps) {
  const c = t.people.columns
  const change = useChangeUser()
  const renew = useRenewLink()
  const notify = useNotify()
  const name = calledBy(person)
  const failed = (error: unknown) => notify(`${t.people.failed} ${describeError(error).text}`)

  /** Does it, says so, and offers the way back. */
  function apply(to: AccountChange, said: string, back: AccountChange) {
    change.mutate(
      { id: person.id, change: to },
      {
        onSuccess: () =>
          notify(said, { undo: () => change.mutate({ id: person.id, change: back }, { onError: failed }) }),
        onError: failed,
      },
    )
  }

  return (
    <tr className={person.status === 'disabled' ? css.off : undefined}>
      <th scope="row">
        <span className={css.name}>
          {name}
          {isSelf && <Chip>{t.people.you}</Chip>}
        </span>
        {person.name && <span className={css.under}>{person.email}</span>}
      </th>
      {withDealer && <td data-label={c.dealer}>{person.dealer?.name ?? t.people.noDealer}</td>}
      <td data-label={c.role}>
        {isSelf || person.role === 'admin' || person.status === 'disabled' ? (
          t.role[person.role]
        ) : (
          <select
            className={css.role}
            aria-label={t.people.roleOf(name)}
            value={person.role}
            disabled={change.isPending}
            onChange={e => {
              const role = e.target.value as 'advisor' | 'manager'
              const before = person.role as 'advisor' | 'manager'
              apply({ role }, t.people.nowIs(name, t.role[role]), { role: before })
            }}
          >
            <option value="advisor">{t.role.advisor}</option>
            <option value="manager">{t.role.manager}</option>
          </select>
        )}
      </td>
      <td data-label={c.status}>
        <Status person={person} timeZone={timeZone} />
      </td>
      <td data-label={c.seen}>
        {person.last_seen_at ? <When at={person.last_seen_at} timeZone={timeZone} /> : t.people.never}
      </td>
      <td className={css.actions}>
        {!isSelf && (
          <>
            {person.status !== 'disabled' && (
              <button
                type="button"
                disabled={renew.isPending}
                aria-label={person.status === 'invited' ? t.people.newInvitationFor(name) : t.people.resetFor(name)}
                onClick={() => renew.mutate(person.id, { onSuccess: onLink, onError: failed })}
              >
                {person.status === 'invited' ? t.people.newInvitation : t.people.reset}
              </button>
            )}
            {person.status === 'invited' ? (
              <button type="button" aria-label={t.people.withdrawThis(name)} onClick={onWithdraw}>
                {t.people.withdraw}
              </button>
            ) : person.status === 'disabled' ? (
              <button
                type="button"
                disabled={change.isPending}
                aria-label={t.people.enableThis(name)}
                onClick={() => apply({ disabled: false }, t.people.enabled(name), { disabled: true })}
              >
                {t.people.enable}
              </button>
            ) : (
              <button
                type="button"
                disabled={change.isPending}
                aria-label={t.people.disableThis(name)}
                onClick={() => apply({ disabled: true }, t.people.disabled(name), { disabled: false })}
              >
                {t.people.disable}
              </button>
            )}
          </>
        )}
      </td>
    </tr>
  )
}

/** The status, and until when a link that is out works. */
function Status({ person, timeZone }: { person: Account; timeZone: string | undefined }) {
  const now = useNow()
  const until = person.link_expires_at
  return (
    <>
      {person.status === 'active' ? (
        t.people.status.active
      ) : (
        <Chip look="dashed">{t.people.status[person.status]}</Chip>
      )}
      {until && (
        <span className={css.under}>
          {new Date(until) <= now ? (
            t.people.linkExpired
          ) : (
            <>
              {t.people.linkUntil} <When at={until} timeZone={timeZone} />
            </>
          )}
        </span>
      )}
    </>
  )
}

function Withdraw({ person, onClose }: { person: Account; onClose: () => void }) {
  const withdraw = useWithdraw()
  const notify = useNotify()
  const name = calledBy(person)
  return (
    <ConfirmDialog
      title={t.people.withdrawTitle}
      action={t.people.withdraw}
      busy={withdraw.isPending}
      error={withdraw.isError ? describeError(withdraw.error) : undefined}
      onClose={onClose}
      onConfirm={() =>
        withdraw.mutate(person.id, {
          onSuccess: () => {
            notify(t.people.withdrawn(name))
            onClose()
          },
        })
      }
    >
      {t.people.withdrawLead(name)}
    </ConfirmDialog>
  )
}
