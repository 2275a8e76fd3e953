import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { hasStatus } from '../api/api-error'
import { describeError } from '../api/describe-error'
import { buttonClass } from '../components/button'
import { EmptyState } from '../components/empty-state'
import { ErrorMessage } from '../components/error-message'
import { Page } from '../components/page'
import { t } from '../text'

const home = (
  <Link to="/" className={buttonClass()}>
    {t.problem.home}
  </Link>
)

export function NotFoundPage({ data }: { data?: unknown }) {
  if (data === forbidden) return <NoPermissionPage />
  return (
    <Page title={t.problem.notFoundTitle}>
      <EmptyState action={home}>{t.problem.notFound}</EmptyState>
    </Page>
  )
}

export function NoPermissionPage() {
  return (
    <Page title={t.problem.forbiddenTitle}>
      <EmptyState action={home}>{t.problem.forbidden}</EmptyState>
    </Page>
  )
}

const forbidden = 'forbidden'

/**
 * A person may be signed in and still not be allowed to see a screen. For the router it is a kind of "not
 * found": that is an answer, while an error would go to the console as something that broke.
 */
export class NoPermission extends Error {
  readonly isNotFound = true
  readonly data = forbidden
}

export function ErrorPage({ error }: ErrorComponentProps) {
  const router = useRouter()
  if (hasStatus(error, 403)) return <NoPermissionPage />
  return (
    <Page title={t.problem.brokenTitle}>
      <div style={{ padding: 'var(--space-5)', maxWidth: '64ch' }}>
        <ErrorMessage {...describeError(error)} onRetry={() => void router.invalidate()} />
      </div>
    </Page>
  )
}
