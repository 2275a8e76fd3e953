import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { describeError } from '../../api/describe-error'
import type { Dealer } from '../../api/types'
import { EmptyState } from '../../components/empty-state'
import { ErrorMessage } from '../../components/error-message'
import { Loading } from '../../components/loading'
import { Page } from '../../components/page'
import { t } from '../../text'
import css from './dealers.module.css'
import { DealersTable } from './dealers-table'
import { EditDealerDialog } from './edit-dealer-dialog'
import { NewDealerForm } from './new-dealer-form'
import { dealersQuery } from './queries'

/** All dealers, and how to add one. */
export function DealersPage() {
  const dealers = useQuery(dealersQuery)
  const [editing, setEditing] = useState<Dealer>()
  return (
    <Page
      title={t.dealers.title}
      sub={dealers.data && `${t.overview.dealers(dealers.data.length)} · ${t.when.dealersZones}`}
    >
      <div className={css.page}>
        <section className={css.card} aria-label={t.dealers.title}>
          {dealers.isPending ? (
            <Loading rows={3} />
          ) : dealers.isError ? (
            <ErrorMessage {...describeError(dealers.error)} onRetry={() => void dealers.refetch()} />
          ) : dealers.data.length === 0 ? (
            <EmptyState title={t.dealers.emptyTitle}>{t.dealers.empty}</EmptyState>
          ) : (
            <DealersTable dealers={dealers.data} onEdit={setEditing} />
          )}
        </section>
        <NewDealerForm />
        {editing && <EditDealerDialog dealer={editing} onClose={() => setEditing(undefined)} />}
      </div>
    </Page>
  )
}
