import type {
  Account,
  Activity,
  ApiKey,
  BatteryEvent,
  Calibration,
  CalibrationBin,
  CallHours,
  CallHoursRow,
  Dealer,
  DealerResults,
  FleetOutlook,
  Lead,
  LeadCounts,
  Message,
  Person,
  Reason,
  ResultFigures,
  ResultShare,
  ResultsReport,
  RiskModel,
  RiskParameter,
  ServiceSlot,
  Session,
  SpendReport,
  SpendState,
  User,
  Vehicle,
  Whereabouts,
} from '../api/types'

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

export const anAccount = (over: Partial<Account> = {}): Account => ({
  id: 'u1',
  name: 'Morgan Test',
  email: 'morgan@test.example',
  role: 'advisor',
  dealer: { id: 'd1', code: 'LAKE', name: 'Lake Ford (test)' },
  status: 'active',
  last_seen_at: '2026-11-24T06:00:00Z',
  link_expires_at: null,
  created_at: '2026-11-01T06:00:00Z',
  ...over,
})

export const anApiKey = (over: Partial<ApiKey> = {}): ApiKey => ({
  id: 'k1',
  name: 'Shop system (test)',
  prefix: 'fdp_aaaaaaaa',
  scope: 'read',
  created_at: '2026-11-01T06:00:00Z',
  expires_at: null,
  last_used_at: null,
  revoked_at: null,
  ...over,
})

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

export const aCallHoursRow = (over: Partial<CallHoursRow> = {}): CallHoursRow => ({
  state: 'FL',
  basis: 'state',
  weekdays: { from: '08:00', until: '20:00' },
  saturday: { from: '08:00', until: '20:00' },
  sunday: null,
  texts_are_calls: false,
  note: '',
  source: 'survey.example (test)',
  read_on: '2026-11-24',
  zones: ['America/New_York'],
  set_by: null,
  set_at: null,
  in_place_of: null,
  ...over,
})

export const someCallHours = (over: Partial<CallHours> = {}): CallHours => ({
  notice: 'From secondary sources. Not legal advice.',
  sources: ['survey.example (test)'],
  federal: { from: '08:00', until: '21:00' },
  federal_source: 'A survey (test).',
  states: [
    aCallHoursRow(),
    aCallHoursRow({ state: 'GA', basis: 'default', read_on: null }),
    aCallHoursRow({ state: 'OH', basis: 'default', read_on: null }),
    aCallHoursRow({
      state: 'TX',
      basis: 'own',
      set_by: 'Riley Test',
      set_at: '2026-11-24T08:00:00Z',
      in_place_of: aCallHoursRow({ state: 'TX', texts_are_calls: true }),
    }),
  ],
  unknown: aCallHoursRow({ state: '', basis: 'unknown', read_on: null }),
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

export const anActivity = (over: Partial<Activity> = {}): Activity => ({
  id: 'a1',
  kind: 'outcome',
  at: '2026-11-24T08:00:00Z',
  person: { id: 'u1', name: 'Morgan Test' },
  code: 'voicemail',
  note: null,
  from_status: 'new',
  to_status: 'contacted',
  closed_reason: null,
  call_back_at: null,
  assignee: null,
  undoes: null,
  undone: false,
  because_of: null,
  other_vehicles: null,
  ...over,
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
  cohort: { label: 'F-150, cool climate', size: 184, percentile: 85, standard_error: 2.6 },
  service_value: { amount_cents: 48600, currency: 'USD' },
  message: aMessage(),
  assignee: null,
  note: '',
  call_back_at: null,
  call_hours: {
    from: '2020-01-01T14:00:00Z',
    until: '2099-01-01T01:00:00Z',
    time_zone: 'America/Detroit',
    zones: 1,
    basis: 'default',
    texts_are_calls: false,
  },
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
  expected_low: 4,
  expected_high: 12,
  ...over,
})

export const aWhereabouts = (over: Partial<Whereabouts> = {}): Whereabouts => ({
  vin: '1FTEW1EP5KFA00001',
  reason: 'not_in_fleet',
  detail: null,
  state: null,
  lead_id: null,
  priority: null,
  rank: null,
  left_out_by: [],
  closed_reason: null,
  closed_at: null,
  closed_by: null,
  returns_at: null,
  do_not_contact: null,
  ...over,
})

export const aParameter = (over: Partial<RiskParameter> = {}): RiskParameter => ({
  name: 'short_trips.with_cause',
  label: 'Short trips where there is the cause',
  bar: 'undercharge',
  values: [0.6],
  unit: 'probability',
  pseudo_counts: { for: 12, against: 8 },
  outcomes: 0,
  source: 'Assumption. Direction only.',
  grade: 'C',
  note: 'Fewer than ten starts a day.',
  ...over,
})

const aSign = (name: string, label: string, bar: string): RiskModel['signs'][number] => ({
  name,
  label,
  bar,
  rule: `The rule of ${label.toLowerCase()}.`,
  limit: 12.4,
  unit: 'V',
  least_readings: 1,
  window_days: 90,
  of_battery: true,
  fades_days: null,
})

export const aRiskModel = (over: Partial<RiskModel> = {}): RiskModel => ({
  version: 'battery-test',
  horizon_days: 180,
  updated: '2026-11-24',
  bars: [
    ['base_rate', 'Where every vehicle begins'],
    ['undercharge', 'Chronic undercharge'],
    ['weak_battery', 'Weak battery'],
  ].map(([name = '', label = '']) => ({ name, label, source: 'Assumption.', grade: 'C', outcomes: 0 })),
  parameters: [
    aParameter({ name: 'horizon', label: 'Horizon', bar: 'base_rate', values: [180], unit: 'days', grade: 'A' }),
    aParameter(),
  ],
  signs: [
    aSign('short_trips', 'Short trips', 'undercharge'),
    aSign('low_rest_voltage', 'Low rest voltage', 'undercharge'),
    aSign('slow_crank', 'Slow cranking', 'weak_battery'),
  ],
  ...over,
})

export const aBin = (over: Partial<CalibrationBin> = {}): CalibrationBin => ({
  from: 0.1,
  to: 0.2,
  outcomes: 80,
  not_enough: false,
  expected: 12,
  observed: 14,
  share: 0.175,
  share_low: 0.117,
  share_high: 0.254,
  ...over,
})

/** A bin, or total, of which nothing may be said. */
export const tooFew = (outcomes: number): CalibrationBin => ({
  ...aBin({ from: outcomes ? 0.6 : null, to: outcomes ? 0.9 : null }),
  outcomes,
  not_enough: true,
  expected: null,
  observed: null,
  share: null,
  share_low: null,
  share_high: null,
})

export const aCalibration = (over: Partial<Calibration> = {}): Calibration => ({
  as_of: '2026-11-24T06:00:00Z',
  dealer: null,
  model_versions: ['battery-test'],
  by_version: [{ model_version: 'battery-test', total: aBin({ outcomes: 200 }) }],
  followed: 420,
  left_out: { not_inspected: 210, replaced_early: 7, undecided: 3, not_in_vehicle: 0 },
  total: aBin({ from: 0.02, to: 0.9, outcomes: 200, expected: 28.4, observed: 31, share: 0.155 }),
  uncontacted: {
    followed: 90,
    total: aBin({ outcomes: 40, expected: 6.3, observed: 7, share: 0.175, share_low: 0.099, share_high: 0.291 }),
  },
  bins: [
    aBin({ from: 0.02, to: 0.1, expected: 4.8, observed: 4, share: 0.05, share_low: 0.022, share_high: 0.108 }),
    aBin(),
    tooFew(12),
  ],
  scores: {
    outcomes: 200,
    not_enough: false,
    brier: 0.1042,
    brier_of_baseline: 0.1187,
    log_loss: 0.346,
    log_loss_of_baseline: 0.391,
  },
  fit: {
    not_enough: false,
    slope: 0.93,
    slope_se: 0.11,
    intercept: 0.06,
    intercept_se: 0.15,
    p_value: 0.41,
    consistent: true,
    error: 0.012,
  },
  signs: [
    {
      name: 'short_trips',
      label: 'Short trips',
      looked: 272,
      not_enough: false,
      expected: 0.337,
      observed: 0.287,
      z: -1.77,
      off: false,
    },
    {
      name: 'slow_crank',
      label: 'Slow cranking',
      looked: 234,
      not_enough: false,
      expected: 0.09,
      observed: 0.197,
      z: 5.67,
      off: true,
    },
    {
      name: 'conductance_replace',
      label: 'Failed conductance test',
      looked: 6,
      not_enough: true,
      expected: 0.11,
      observed: null,
      z: null,
      off: null,
    },
  ],
  bias: 'Only vehicles whose battery was inspected or replaced count.',
  ...over,
})

/** A report when no estimate has come to the end of its horizon. */
export const anEmptyCalibration = (): Calibration =>
  aCalibration({
    model_versions: [],
    by_version: [],
    followed: 0,
    left_out: { not_inspected: 0, replaced_early: 0, undecided: 0, not_in_vehicle: 0 },
    total: tooFew(0),
    uncontacted: { followed: 0, total: tooFew(0) },
    bins: [],
    scores: {
      outcomes: 0,
      not_enough: true,
      brier: null,
      brier_of_baseline: null,
      log_loss: null,
      log_loss_of_baseline: null,
    },
    fit: {
      not_enough: true,
      slope: null,
      slope_se: null,
      intercept: null,
      intercept_se: null,
      p_value: null,
      consistent: null,
      error: null,
    },
  })

export const anOutlook = (over: Partial<FleetOutlook> = {}): FleetOutlook => {
  const expected = { expected: 68.9, low: 58, high: 80, scenario_low: 31.8, scenario_high: 111.4 }
  const present = {
    by_priority: { HIGH: 46, MODERATE: 82, FOLLOW_UP: 135, RETENTION: 357 },
    expected,
    service_value: { amount_cents: 9_204_000, currency: 'USD' },
    without_price: 12,
  }
  return {
    model_version: 'battery-test',
    horizon_days: 180,
    vehicles: 620,
    not_estimated: 0,
    present,
    trial: present,
    worth: null,
    moved: 0,
    moves: [],
    ...over,
  }
}

export const aBatteryEvent = (over: Partial<BatteryEvent> = {}): BatteryEvent => ({
  id: 'e1',
  vin: '1FTEW1EP5KFA00001',
  kind: 'tested',
  result: 'pass',
  occurred_on: '2026-10-02',
  source: 'RO 1234',
  recorded_at: '2026-10-03T09:00:00Z',
  ...over,
})

export const aVehicle = (over: Partial<Vehicle> = {}): Vehicle => ({
  vin: '1FTEW1EP5KFA00001',
  vin_check: 'ok',
  year: 2019,
  make: 'Ford',
  model: 'F-150',
  family: 'F-150',
  kind: 'pickup',
  mileage: 61240,
  mileage_read_on: '2026-11-20',
  city: 'Ann Arbor',
  state: 'MI',
  zip_code: '48104',
  in_service_on: '2019-05-01',
  battery_installed_on: null,
  battery_chemistry: 'unknown',
  commercial_use: null,
  rough_service: null,
  prior_early_failure: null,
  customer: { name: 'Dana Demo-Ortiz', phone: '', email: '' },
  signs: [],
  updated_at: '2026-11-24T06:00:00Z',
  do_not_contact: null,
  ...over,
})

/** The nth minute from 9:00 UTC. */
export const aSlot = (n: number, over: Partial<ServiceSlot> = {}): ServiceSlot => ({
  from: new Date(Date.UTC(2026, 10, 24, 9, n)).toISOString(),
  until: new Date(Date.UTC(2026, 10, 24, 9, n + 1)).toISOString(),
  requests: 12,
  p50_seconds: 0.0011,
  p95_seconds: 0.0038,
  p99_seconds: 0.0092,
  messages: { ai: 80, edited: 6, template: 10 },
  hits: 80,
  misses: 2,
  model_calls: 2,
  model_failures: 0,
  cost_microdollars: 400,
  ...over,
})

export const aSpend = (over: Partial<SpendState> = {}): SpendState => ({
  counted_tokens: 240_000,
  cap_tokens: null,
  counted_microdollars: 4_180_000,
  cap_microdollars: 50_000_000,
  calls: 214,
  under_way: 0,
  without_report: 0,
  without_price: 0,
  prompt_tokens: 200_000,
  completion_tokens: 40_000,
  used_microdollars: 4_180_000,
  ...over,
})

export const aSpendReport = (over: Partial<SpendReport> = {}): SpendReport => ({
  month: '2026-11',
  until: '2026-12-01T00:00:00Z',
  installation: null,
  dealers: [{ code: 'LAKE', name: 'Lake Ford (test)', spend: aSpend() }],
  price_source: 'A list for tests.',
  ...over,
})

/** A share as the portal gives it, with an interval that is about right. */
export const aShare = (count: number, of: number): ResultShare => {
  const share = count / of
  return of < 30
    ? { count, of, not_enough: true, share: null, low: null, high: null }
    : { count, of, not_enough: false, share, low: Math.max(0, share - 0.08), high: Math.min(1, share + 0.08) }
}

const someFigures = (contacted: number): ResultFigures => ({
  contacted,
  reached: aShare(Math.round(contacted * 0.6), contacted),
  booked: aShare(Math.round(contacted * 0.3), contacted),
  confirmed: aShare(Math.round(contacted * 0.1), Math.round(contacted * 0.25)),
})

export const someResults = (over: Partial<DealerResults> = {}): ResultsReport => ({
  from: '2026-08-27',
  to: '2026-11-24',
  as_of: '2026-11-24T12:00:00Z',
  horizon_days: 180,
  dealers: [
    {
      code: 'LAKE',
      name: 'Lake Ford (test)',
      time_zone: 'America/Detroit',
      total: someFigures(200),
      by_priority: {
        HIGH: someFigures(120),
        MODERATE: someFigures(60),
        FOLLOW_UP: someFigures(20),
        RETENTION: someFigures(0),
      },
      outcomes: [
        { code: 'booked', reached: true, outcomes: 62, leads: 60 },
        { code: 'no_answer', reached: false, outcomes: 150, leads: 110 },
      ],
      inspections: { replaced_after_failure: 8, tested_replace: 12, tested_pass: 30 },
      ...over,
    },
  ],
})
