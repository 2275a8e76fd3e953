import type { Dealer, Lead, LeadCounts, Message, Person, Reason, Session, User } from '../api/types'

/** Things of the contract with everything in them; a test says only what it is about. */

export const aUser = (over: Partial<User> = {}): User => ({
  id: 'u1',
  name: 'Morgan Test',
  email: 'morgan@test.example',
  role: 'advisor',
  dealer: { id: 'd1', code: 'LAKE', name: 'Lake Ford (test)' },
  ...over,
})

export const aSession = (over: Partial<User> = {}): Session => {
  const user = aUser(over)
  return { user, home: user.role === 'admin' ? '/admin' : '/dealer' }
}

export const aDealer = (over: Partial<Dealer> = {}): Dealer => ({
  id: 'd1',
  code: 'LAKE',
  name: 'Lake Ford (test)',
  city: 'Ann Arbor',
  state: 'MI',
  time_zone: 'America/Detroit',
  vehicles: 120,
  open_leads: 3,
  last_scored_at: '2026-11-24T06:00:00Z',
  ...over,
})

export const somePeople = (): Person[] => [
  { id: 'u1', name: 'Morgan Test', role: 'advisor' },
  { id: 'u2', name: 'Riley Test', role: 'manager' },
]

export const aReason = (over: Partial<Reason> = {}): Reason => ({
  name: 'weak_battery',
  label: 'Weak battery: slow cranking',
  log_odds: 1.07,
  odds_factor: 2.92,
  source: 'Assumption: no strength was found published.',
  grade: 'C',
  ...over,
})

export const aBase = (): Reason =>
  aReason({
    name: 'base_rate',
    label: 'Where every vehicle begins',
    log_odds: -2.31,
    odds_factor: 0.1,
    source: 'Assumption: 9 in 100.',
  })

export const aMessage = (over: Partial<Message> = {}): Message => ({
  kind: 'ai',
  reason: null,
  phone_script: 'Hello Dana, this is Morgan Test from Lake Ford (test). I am calling about your 2019 F-150.',
  sms: 'Hi Dana, Morgan Test at Lake Ford (test) here. Reply STOP to opt out.',
  email: { subject: 'About your 2019 F-150', body: 'Hello Dana,\n\nWe would like to test the battery.' },
  model: 'gpt-test',
  prompt_version: '1-abc',
  generated_at: '2026-11-24T06:00:00Z',
  ...over,
})

export const aTemplate = (reason = 'pending'): Message =>
  aMessage({
    kind: 'template',
    reason,
    phone_script: 'Hello Dana, a vetted text.',
    model: null,
    prompt_version: null,
    generated_at: null,
  })

export const aLead = (over: Partial<Lead> = {}): Lead => ({
  id: 'l1',
  priority: 'HIGH',
  status: 'new',
  vehicle: {
    vin: '1FTEW1EP5KFA00001',
    year: 2019,
    make: 'Ford',
    model: 'F-150',
    mileage: 61240,
    city: 'Ann Arbor',
    state: 'MI',
  },
  customer: { name: 'Dana Demo-Ortiz' },
  risk: {
    probability: 0.61,
    low: 0.26,
    high: 0.87,
    horizon_days: 180,
    model_version: 'battery-test',
    words: 'about 6 in 10 (26–87%) to need replacement within 180 days',
    as_of: '2026-11-24T05:00:00Z',
    reasons: [aBase(), aReason()],
    unobserved: [{ name: 'conductance_replace', label: 'Failed conductance test' }],
  },
  cohort: { label: 'F-150, cool climate', size: 184, percentile: 85 },
  service_value: { amount_cents: 48600, currency: 'USD' },
  message: aMessage(),
  assignee: null,
  note: '',
  call_back_at: null,
  closed_reason: null,
  version: 1,
  created_at: '2026-11-20T05:00:00Z',
  updated_at: '2026-11-24T05:00:00Z',
  ...over,
})

/** Leads that differ in who they are about, in the order of the queue. */
export const someLeads = (n: number, over: (i: number) => Partial<Lead> = () => ({})): Lead[] =>
  Array.from({ length: n }, (_, i) =>
    aLead({ id: `l${i + 1}`, customer: { name: `Customer Number${i + 1}` }, ...over(i) }),
  )

export const aCounts = (over: Partial<LeadCounts> = {}): LeadCounts => ({
  open: 38,
  by_priority: { HIGH: 5, MODERATE: 14, FOLLOW_UP: 11, RETENTION: 8 },
  expected_replacements: 8.1,
  ...over,
})
