import { createRoute, useNavigate } from '@tanstack/react-router'
import { Suspense } from 'react'
import { lazyScreen } from '../app/lazy-screen'
import { Waiting } from '../app/waiting'
import { EmptyState } from '../components/empty-state'
import { leadQuery } from '../features/leads/queries'
import { t } from '../text'
import { queueRoute } from './queue'

const workspace = lazyScreen(() => import('../features/leads/lead-workspace').then(m => m.LeadWorkspace))
const message = lazyScreen(() => import('../features/outreach/message-panel').then(m => m.MessagePanel))
const preload = () => {
  workspace.preload()
  message.preload()
}

export const noLeadRoute = createRoute({
  getParentRoute: () => queueRoute,
  path: '/',
  loader: preload,
  component: () => <EmptyState title={t.queue.pick}>{t.queue.pickKeys}</EmptyState>,
})

export const leadRoute = createRoute({
  getParentRoute: () => queueRoute,
  path: 'leads/$leadId',
  loader: ({ context: { queryClient, dealer }, params: { leadId } }) => {
    preload()
    void queryClient.prefetchQuery(leadQuery(queryClient, dealer.code, leadId))
  },
  component: OpenLead,
})

function OpenLead() {
  const { dealer, user } = leadRoute.useRouteContext()
  const { leadId } = leadRoute.useParams()
  const navigate = useNavigate()
  return (
    <Suspense fallback={<Waiting />}>
      <workspace.Screen
        dealer={dealer}
        user={user}
        leadId={leadId}
        onBack={() => void navigate({ to: '/dealer', search: true })}
        message={lead => <message.Screen lead={lead} dealer={dealer} user={user} />}
      />
    </Suspense>
  )
}
