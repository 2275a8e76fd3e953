import { useQueryClient } from '@tanstack/react-query'
import { createRoute, useNavigate } from '@tanstack/react-router'
import { memo, Suspense, useCallback } from 'react'
import { lazyScreen } from '../app/lazy-screen'
import { Waiting } from '../app/waiting'
import { EmptyState } from '../components/empty-state'
import { Later } from '../components/later'
import { keepLead, leadKeys, leadQuery, type ReadLead } from '../features/leads/queries'
import { t } from '../text'
import { queue, queueRoute } from './queue'

const workspace = lazyScreen(() => import('../features/leads/lead-workspace').then(m => m.LeadWorkspace))
const message = lazyScreen(() => import('../features/outreach/message-panel').then(m => m.MessagePanel))
const timeline = lazyScreen(() => import('../features/vehicles/battery-timeline').then(m => m.BatteryTimeline))
const preload = () => {
  workspace.preload()
  message.preload()
}

// Where the queue is opened first, its files come while it is still asked for the dealer.
if (/^\/(dealer(\/leads\/.*)?)?$/.test(window.location.pathname)) {
  queue.preload()
  preload()
}

export const noLeadRoute = createRoute({
  getParentRoute: () => queueRoute,
  path: '/',
  loader: preload,
  // Mostly a lead opens by itself at once.
  component: () => (
    <Later>
      <EmptyState title={t.queue.pick}>{t.queue.pickKeys}</EmptyState>
    </Later>
  ),
})

export const leadRoute = createRoute({
  getParentRoute: () => queueRoute,
  path: 'leads/$leadId',
  loader: ({ context: { queryClient, dealer }, params: { leadId } }) => {
    preload()
    void queryClient.prefetchQuery(leadQuery(queryClient, dealer.code, leadId))
  },
  component: memo(OpenLead),
})

function OpenLead() {
  const { dealer, user } = leadRoute.useRouteContext()
  const { leadId } = leadRoute.useParams()
  const navigate = useNavigate()
  const client = useQueryClient()
  const onBack = useCallback(() => void navigate({ to: '/dealer', search: true }), [navigate])
  const shownMessage = useCallback(
    (read: ReadLead) => (
      <message.Screen
        read={read}
        dealer={dealer}
        user={user}
        onChanged={now => keepLead(client, dealer.code, now)}
        onOld={() => void client.invalidateQueries({ queryKey: leadKeys.detail(dealer.code, read.lead.id) })}
      />
    ),
    [client, dealer, user],
  )
  const shownTimeline = useCallback(
    ({ lead }: ReadLead) => (
      <Suspense>
        <timeline.Screen dealer={dealer} vin={lead.vehicle.vin} />
      </Suspense>
    ),
    [dealer],
  )
  return (
    <Suspense fallback={<Waiting />}>
      <workspace.Screen
        dealer={dealer}
        user={user}
        leadId={leadId}
        onBack={onBack}
        message={shownMessage}
        timeline={shownTimeline}
      />
    </Suspense>
  )
}
