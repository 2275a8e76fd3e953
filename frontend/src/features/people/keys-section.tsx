import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { describeError } from '../../api/describe-error'
import type { ApiKey, CreatedApiKey, Dealer } from '../../api/types'
import { Button } from '../../components/button'
import { ConfirmDialog } from '../../components/confirm-dialog'
import { ErrorMessage } from '../../components/error-message'
import { Loading } from '../../components/loading'
import { useNotify } from '../../components/notices'
import { When } from '../../components/when'
import { formatDate } from '../../lib/format-when'
import { useNow } from '../../lib/use-now'
import { wallClock } from '../../lib/zoned-time'
import { t } from '../../text'
import { CreatedKeyDialog, NewKeyDialog } from './key-dialogs'
import css from './people.module.css'
import { apiKeysQuery, useRevokeKey } from './queries'

/** The keys by which other systems use the API for a dealer. */
export function KeysSection({ dealer }: { dealer: Dealer }) {
  const keys = useQuery(apiKeysQuery(dealer.code))
  const [creating, setCreating] = useState(false)
  const [created, setCreated] = useState<CreatedApiKey>()
  const [revoking, setRevoking] = useState<ApiKey>()
  return (
    <section className={css.card} aria-labelledby="api-keys">
      <div className={css.head}>
        <div>
          <h2 id="api-keys" className={css.heading}>
            {t.apiKeys.title}
          </h2>
          <p className={css.lead}>{t.apiKeys.lead}</p>
        </div>
        <Button onClick={() => setCreating(true)}>{t.apiKeys.create}</Button>
      </div>
      {keys.isPending ? (
        <Loading rows={2} />
      ) : keys.isError && !keys.data ? (
        <ErrorMessage {...describeError(keys.error)} onRetry={() => void keys.refetch()} />
      ) : keys.data.length === 0 ? (
        <p className={css.note}>{t.apiKeys.empty}</p>
      ) : (
        <KeysTable keys={keys.data} timeZone={dealer.time_zone} onRevoke={setRevoking} />
      )}
      {creating && (
        <NewKeyDialog
          dealer={dealer}
          onClose={() => setCreating(false)}
          onCreated={made => {
            setCreating(false)
            setCreated(made)
          }}
        />
      )}
      {created && <CreatedKeyDialog created={created} onClose={() => setCreated(undefined)} />}
      {revoking && <Revoke dealer={dealer} apiKey={revoking} onClose={() => setRevoking(undefined)} />}
    </section>
  )
}

function KeysTable({
  keys,
  timeZone,
  onRevoke,
}: {
  keys: readonly ApiKey[]
  timeZone: string
  onRevoke: (key: ApiKey) => void
}) {
  const c = t.apiKeys.columns
  const now = useNow()
  const expired = (k: ApiKey) => !!k.expires_at && new Date(k.expires_at) <= now
  const refused = (k: ApiKey) => !!k.revoked_at || expired(k)
  return (
    <div className={css.pane}>
      <table className={css.table} aria-label={t.apiKeys.table}>
        <thead>
          <tr>
            <th scope="col">{c.name}</th>
            <th scope="col">{c.key}</th>
            <th scope="col">{c.scope}</th>
            <th scope="col">{c.created}</th>
            <th scope="col">{c.expires}</th>
            <th scope="col">{c.used}</th>
            <th scope="col" className={css.last}>
              {c.actions}
            </th>
          </tr>
        </thead>
        <tbody>
          {[...keys.filter(k => !refused(k)), ...keys.filter(refused)].map(k => (
            <tr key={k.id} className={refused(k) ? css.off : undefined}>
              <th scope="row">{k.name}</th>
              <td data-label={c.key}>
                <code className={css.prefix}>{k.prefix}…</code>
              </td>
              <td data-label={c.scope}>{t.apiKeys.scopes[k.scope]}</td>
              <td data-label={c.created}>
                <When at={k.created_at} timeZone={timeZone} />
              </td>
              <td data-label={c.expires}>
                {k.expires_at ? formatDate(wallClock(new Date(k.expires_at), timeZone).slice(0, 10)) : t.apiKeys.never}
              </td>
              <td data-label={c.used}>
                {k.last_used_at ? <When at={k.last_used_at} timeZone={timeZone} /> : t.apiKeys.never}
              </td>
              <td className={css.actions}>
                {k.revoked_at ? (
                  <span>
                    {t.apiKeys.revokedWhen} <When at={k.revoked_at} timeZone={timeZone} />
                  </span>
                ) : expired(k) ? (
                  <span>{t.apiKeys.expired}</span>
                ) : (
                  <button type="button" aria-label={t.apiKeys.revokeThis(k.name)} onClick={() => onRevoke(k)}>
                    {t.apiKeys.revoke}
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Revoke({ dealer, apiKey, onClose }: { dealer: Dealer; apiKey: ApiKey; onClose: () => void }) {
  const revoke = useRevokeKey(dealer.code)
  const notify = useNotify()
  return (
    <ConfirmDialog
      title={t.apiKeys.revokeTitle}
      action={t.apiKeys.revoke}
      busy={revoke.isPending}
      error={revoke.isError ? describeError(revoke.error) : undefined}
      onClose={onClose}
      onConfirm={() =>
        revoke.mutate(apiKey.id, {
          onSuccess: () => {
            notify(t.apiKeys.revoked(apiKey.name))
            onClose()
          },
        })
      }
    >
      {t.apiKeys.revokeLead(apiKey.name)}
    </ConfirmDialog>
  )
}
