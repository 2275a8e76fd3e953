import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import type {
  Activity,
  Dealer,
  Lead,
  LeadChange,
  LeadCounts,
  LeadPage,
  OutcomeInput,
  Person,
  Session,
  View,
  Whereabouts,
} from '../api/types'
import { aCounts, aDealer, aLead, anActivity, aSession, aWhereabouts, somePeople } from './factories'

/** A portal in memory, as small as the tests need it. They change it before they look. */
export interface FakePortal {
  session: Session | null
  dealers: Dealer[]
  leads: Lead[]
  counts: LeadCounts
  people: Person[]
  views: View[]
  whereabouts: Whereabouts
  /** What was sent to change leads. */
  changes: { id: string; ifMatch: string | null; change: LeadChange }[]
  /** What people did about the leads, newest first. */
  activities: Activity[]
  /** The leads as they were before an activity. */
  before: Record<string, Lead>
  /** For how many other vehicles a word not to be contacted holds. */
  sameCustomer: number
}

export const portal: FakePortal = fresh()

function fresh(): FakePortal {
  return {
    session: aSession(),
    dealers: [aDealer()],
    leads: [aLead()],
    counts: aCounts(),
    people: somePeople(),
    views: [],
    whereabouts: aWhereabouts(),
    changes: [],
    activities: [],
    before: {},
    sameCustomer: 0,
  }
}

export const resetPortal = () => Object.assign(portal, fresh())

export const problem = (status: number, detail: string) =>
  HttpResponse.json(
    { type: 'about:blank', title: 'Problem', status, detail, instance: 'req-1' },
    {
      status,
      headers: { 'Content-Type': 'application/problem+json' },
    },
  )

const tagOf = (lead: Lead) => `"v${lead.version}"`
const url = (path: string) => `${window.location.origin}${path}`

function page(request: Request): LeadPage {
  const query = new URL(request.url).searchParams
  const wanted = query.getAll('priority')
  const from = Number(query.get('cursor') ?? 0)
  const limit = Number(query.get('limit') ?? 50)
  const all = portal.leads.filter(l => wanted.length === 0 || wanted.includes(l.priority))
  return {
    leads: all.slice(from, from + limit),
    next_cursor: from + limit < all.length ? String(from + limit) : null,
    thresholds: { high: 0.3, moderate: 0.15, follow_up: 0.08 },
  }
}

function changed(lead: Lead, { assignee_id: id, ...rest }: LeadChange): Lead {
  const assignee = id === undefined ? lead.assignee : (portal.people.find(p => p.id === id) ?? null)
  return { ...lead, ...rest, assignee, version: lead.version + 1 }
}

export const server = setupServer(
  http.get(url('/api/session'), () =>
    portal.session ? HttpResponse.json(portal.session) : problem(401, 'Nobody is signed in.'),
  ),
  http.get(url('/api/dealers'), () => HttpResponse.json({ dealers: portal.dealers })),
  http.get(url('/api/dealers/:code/people'), () => HttpResponse.json({ people: portal.people })),
  http.get(url('/api/leads'), ({ request }) => HttpResponse.json(page(request))),
  http.get(url('/api/generate-leads'), ({ request }) => {
    const { leads, thresholds } = page(request)
    return HttpResponse.json({ leads, thresholds, total_service_value: null })
  }),
  http.get(url('/api/leads/counts'), () => HttpResponse.json(portal.counts)),
  http.get(url('/api/leads/whereabouts'), ({ request }) =>
    HttpResponse.json({ ...portal.whereabouts, vin: new URL(request.url).searchParams.get('vin')?.toUpperCase() }),
  ),
  http.post(url('/api/leads/changes'), async ({ request }) => {
    const { changes } = (await request.json()) as { changes: { id: string; version: number; change: LeadChange }[] }
    const results = changes.map(({ id, version, change }) => {
      const lead = portal.leads.find(l => l.id === id)
      portal.changes.push({ id, ifMatch: `"v${version}"`, change })
      if (lead?.version !== version) return { id, result: 'changed', detail: 'Changed.', version: null }
      const now = changed(lead, change)
      portal.leads = portal.leads.map(l => (l.id === id ? now : l))
      return { id, result: 'done', detail: null, version: now.version }
    })
    return HttpResponse.json({ results })
  }),
  http.get(url('/api/views'), () => HttpResponse.json({ views: portal.views })),
  http.post(url('/api/views'), async ({ request }) => {
    const view = { id: `v${portal.views.length + 1}`, ...((await request.json()) as Omit<View, 'id'>) }
    if (portal.views.some(v => v.name === view.name)) return problem(409, 'There is such a view already.')
    portal.views.push(view)
    return HttpResponse.json(view, { status: 201 })
  }),
  http.put(url('/api/views/:id'), async ({ params, request }) => {
    const view = { id: String(params.id), ...((await request.json()) as Omit<View, 'id'>) }
    portal.views = portal.views.map(v => (v.id === view.id ? { ...view } : v))
    return HttpResponse.json({ ...view })
  }),
  http.delete(url('/api/views/:id'), ({ params }) => {
    portal.views = portal.views.filter(v => v.id !== params.id)
    return new HttpResponse(null, { status: 204 })
  }),
  http.get(url('/api/leads/:id'), ({ params }) => {
    const lead = portal.leads.find(l => l.id === params.id)
    return lead ? HttpResponse.json(lead, { headers: { ETag: tagOf(lead) } }) : problem(404, 'Lead not found.')
  }),
  http.patch(url('/api/leads/:id'), async ({ params, request }) => {
    const lead = portal.leads.find(l => l.id === params.id)
    if (!lead) return problem(404, 'Lead not found.')
    const change = (await request.json()) as LeadChange
    const ifMatch = request.headers.get('If-Match')
    portal.changes.push({ id: lead.id, ifMatch, change })
    if (ifMatch !== tagOf(lead)) return problem(412, 'The lead has changed since it was read.')
    const now = changed(lead, change)
    portal.leads = portal.leads.map(l => (l.id === now.id ? now : l))
    return HttpResponse.json(now, { headers: { ETag: tagOf(now) } })
  }),
  http.get(url('/api/leads/:id/activities'), () =>
    HttpResponse.json({ activities: portal.activities, next_cursor: null }),
  ),
  http.post(url('/api/leads/:id/activities'), async ({ params, request }) => {
    const lead = portal.leads.find(l => l.id === params.id)
    if (!lead) return problem(404, 'Lead not found.')
    if (request.headers.get('If-Match') !== tagOf(lead)) return problem(412, 'The lead has changed since it was read.')
    const input = (await request.json()) as OutcomeInput
    const closes = input.code === 'do_not_contact' || input.code === 'declined'
    const status = closes
      ? 'closed'
      : ({ booked: 'booked', callback: 'callback' } as const)[input.code as 'booked'] || 'contacted'
    const now: Lead = {
      ...lead,
      status,
      closed_reason: closes ? (input.code as 'declined') : null,
      call_back_at: input.call_back_at ?? null,
      version: lead.version + 1,
    }
    const activity = anActivity({
      id: `a${portal.activities.length + 1}`,
      at: new Date().toISOString(),
      code: input.code,
      note: input.note ?? null,
      from_status: lead.status,
      to_status: status,
      other_vehicles: input.code === 'do_not_contact' ? portal.sameCustomer : null,
    })
    portal.before[activity.id] = lead
    portal.activities = [activity, ...portal.activities]
    portal.leads = portal.leads.map(l => (l.id === now.id ? now : l))
    return HttpResponse.json({ lead: now, activity }, { status: 201, headers: { ETag: tagOf(now) } })
  }),
  http.post(url('/api/leads/:id/activities/:activity/undo'), ({ params }) => {
    const lead = portal.leads.find(l => l.id === params.id)
    const before = portal.before[String(params.activity)]
    if (!lead || !before) return problem(409, 'The lead has been changed since.')
    const now: Lead = { ...before, version: lead.version + 1 }
    const undone = anActivity({
      id: `a${portal.activities.length + 1}`,
      kind: 'undone',
      code: null,
      undoes: String(params.activity),
    })
    portal.activities = [undone, ...portal.activities.map(a => (a.id === params.activity ? { ...a, undone: true } : a))]
    portal.leads = portal.leads.map(l => (l.id === now.id ? now : l))
    return HttpResponse.json(now, { headers: { ETag: tagOf(now) } })
  }),
)
