import type { APIRequest, APIRequestContext, APIResponse } from '@playwright/test'
import type { components } from '../src/api/schema.gen'
import type { OwnPortal } from './own-portal'
import { payloads } from './payloads'
import { expect, type Lead } from './test'

type Schemas = components['schemas']

/** What belongs to one payload: everything that can be called by it is. */
export interface Injected {
  payload: string
  /** What stands where there is room: for every other one it and the next, so that half of the leads show all. */
  words: string
  /** Whether it is one that the next stands with. */
  withNext: boolean
  /** Where the lead's vehicle is kept: the next payload where it stands with this one. */
  city: string
  /** The code of a dealer of that name. */
  dealer: string
  /** An open lead of the first dealer. Its vehicle is called by the payload, its customer by the words. */
  lead: Lead
  /** The name of the advisor who has it, which holds two payloads. */
  advisor: string
  /** What its message says: the model's words with the payload in them, or the words as a person's. */
  message: 'ai' | 'edited'
  /** The VIN of a vehicle whose lead that advisor closed. All of it is called by the payload. */
  closedVin: string
  /** The token of an invitation to that dealer. */
  invitation: string
  /** The address of that invitation, where the payload can be part of one. */
  email: string | undefined
}

export interface Fleet {
  all: Injected[]
  /** A session of the admin and one of the first advisor. */
  cookies: Record<'admin' | 'advisor', Awaited<ReturnType<APIRequestContext['storageState']>>['cookies']>
}

/** How many saved views, and how many keys, there may be at a time. */
export const atATime = 50

const vin = (i: number) => `1FTFW1E50P${String(2_000_000 + i)}`
const csv = (cells: (string | number)[]) => cells.map(c => `"${String(c).replaceAll('"', '""')}"`).join(',')
/** The same as the portal's rule for the address of a customer. */
const asCustomerEmail = (p: string) => (/^[^\s@<>,;:"\\]{1,64}$/.test(p) ? `${p}@customer.example` : '')

/** Does something for each, a few at a time. */
async function each<T>(list: readonly T[], act: (item: T, i: number) => Promise<void>) {
  let next = 0
  const worker = async () => {
    for (let i = next++; i < list.length; i = next++) await act(list[i] as T, i)
  }
  await Promise.all([worker(), worker(), worker(), worker()])
}

const tokenOf = (link: Schemas['OneTimeLink']) => link.path.split('#')[1] ?? ''

async function json<T>(answer: APIResponse, status: number): Promise<T> {
  expect(answer.status(), await answer.text()).toBe(status)
  return answer.json()
}

/** Puts every payload into every field that can hold it, through the portal's own API. */
export async function inject(request: APIRequest, own: OwnPortal): Promise<Fleet> {
  const contexts: APIRequestContext[] = []
  const context = async () => {
    const c = await request.newContext({ baseURL: own.url })
    contexts.push(c)
    return c
  }
  const admin = await context()
  await json(await admin.post('/api/session', { data: own.admin }), 200)

  const all = payloads.map((payload, i) => ({
    payload,
    words: i % 2 === 0 ? payloads.slice(i, i + 2).join(' ') : payload,
    withNext: i % 2 === 0,
    city: (i % 2 === 0 && payloads[i + 1]) || payload,
    dealer: `D${i}`,
    closedVin: vin(1000 + i),
  }))
  const first = all[0]?.dealer ?? ''
  const of = `?dealer=${first}`
  await each(all, async ({ payload, dealer }) => {
    const data = { code: dealer, name: payload, city: payload, state: 'MI', time_zone: 'America/Detroit' }
    await json(await admin.post('/api/dealers', { data }), 201)
  })

  // The fleet, as a dealer system exports it, and what is known of its batteries.
  const rows = all.flatMap(({ payload, words, city, closedVin }, i) => {
    const of = (v: string, name: string, city: string) =>
      csv([v, name, asCustomerEmail(payload), payload.slice(0, 40), 2014, payload, payload, city, 'MI'])
    return [of(vin(i), words, city), of(closedVin, payload, payload)]
  })
  const head = 'vin,customer_name,customer_email,customer_phone,year,make,model,city,state'
  const imported = await json<Schemas['ImportResult']>(
    await admin.post(`/api/imports${of}&kind=vehicles`, {
      headers: { 'Content-Type': 'text/csv' },
      data: [head, ...rows].join('\r\n'),
    }),
    200,
  )
  expect(imported.rows.filter(r => r.status !== 'accepted')).toEqual([])
  const daysAgo = (n: number) => new Date(Date.now() - n * 86_400_000).toISOString()
  const even = (i: number) => i - (i % 2)
  const readings = all.map(({ payload }, i) => ({
    vin: vin(even(i)),
    kind: 'battery_soh',
    observed_at: daysAgo(1),
    value: 40,
    source: payload,
  }))
  await json(await admin.post(`/api/telemetry${of}`, { data: { readings } }), 200)
  await each(all, async ({ payload }, i) => {
    const data = { kind: 'tested', result: 'replace', occurred_on: daysAgo(1 + (i % 2)).slice(0, 10), source: payload }
    await json(await admin.post(`/api/vehicles/${vin(even(i))}/battery-events${of}`, { data }), 201)
  })

  const leads = new Map<string, Lead>()
  await expect(async () => {
    let cursor = ''
    do {
      const answer = await admin.get(`/api/leads${of}&limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
      const page = await json<Schemas['LeadPage']>(answer, 200)
      for (const lead of page.leads) leads.set(lead.vehicle.vin, lead)
      cursor = page.next_cursor ?? ''
    } while (cursor)
    expect(leads.size).toBe(2 * all.length)
  }).toPass()
  const leadOf = (v: string) => {
    const lead = leads.get(v)
    if (!lead) throw new Error(`no lead of ${v}`)
    return lead
  }

  // The model is talked into each of them. What is not refused is the lead's message from then on.
  const accepted = new Set<number>()
  for (const [i, { payload }] of all.entries()) {
    expect((await admin.put(own.control, { data: { insert: payload } })).status()).toBe(204)
    const answer = await admin.post(`/api/leads/${leadOf(vin(i)).id}/message${of}`, {
      headers: { 'Idempotency-Key': `rewrite ${i}` },
    })
    if (answer.status() === 503) continue
    const { phone_script, sms, email } = await json<Schemas['Message']>(answer, 200)
    if (/\{\{\w+\}\}/.test(payload)) continue // the portal's own placeholders, which it fills in
    for (const text of [phone_script, sms, email.subject, email.body]) expect(text).toContain(payload)
    accepted.add(i)
  }
  expect((await admin.put(own.control, { data: {} })).status()).toBe(204)

  // People of these names, two to a name, who do what advisors do.
  const invite = async (data: Schemas['Invitation']) =>
    json<Schemas['OneTimeLink']>(await admin.post('/api/users', { data }), 201)
  const made: Injected[] = []
  let advisor = admin
  const pairs = all.flatMap((_, i) => (i % 2 === 0 ? [all.slice(i, i + 2)] : []))
  await each(pairs, async (pair, n) => {
    const name = pair.map(one => one.payload).join(' ')
    const link = await invite({ email: `person${n}@people.example`, role: 'advisor', dealer: first })
    const person = await context()
    if (n === 0) advisor = person
    const use = { token: tokenOf(link), name, password: 'a long enough password' }
    const { user } = await json<Schemas['Session']>(await person.post('/api/links/use', { data: use }), 200)
    expect(user.name).toBe(name)
    for (const [j, one] of pair.entries()) {
      const i = 2 * n + j
      const { payload, words, dealer, closedVin } = one
      const headers = { 'If-Match': '*' }
      const { id } = leadOf(vin(i))
      await json(await person.patch(`/api/leads/${id}`, { headers, data: { note: words, assignee_id: user.id } }), 200)
      const outcome = { code: 'voicemail', note: words }
      await json(await person.post(`/api/leads/${id}/activities`, { headers, data: outcome }), 201)
      if (!accepted.has(i)) {
        const texts = { phone_script: words, sms: words, email: { subject: words, body: words } }
        await json(await person.put(`/api/leads/${id}/message`, { headers, data: texts }), 200)
      }
      const done = { status: 'closed', closed_reason: 'declined', note: payload }
      await json(await person.patch(`/api/leads/${leadOf(closedVin).id}`, { headers, data: done }), 200)

      // An address may hold some of them; whom it does not take is called otherwise.
      const data = { email: `${payload}@join.example`, role: 'advisor', dealer } as const
      const asked = await admin.post('/api/users', { data })
      const taken = asked.status() === 201
      if (!taken) expect(asked.status(), await asked.text()).toBe(400)
      const invitation = taken
        ? ((await asked.json()) as Schemas['OneTimeLink'])
        : await invite({ ...data, email: `join${i}@join.example` })
      made[i] = {
        ...one,
        lead: leadOf(vin(i)),
        message: accepted.has(i) ? 'ai' : 'edited',
        advisor: name,
        invitation: tokenOf(invitation),
        email: taken ? invitation.user.email : undefined,
      }
    }
  })

  // Views, keys, prices and climates.
  await each(all, async ({ payload }, i) => {
    const data = { name: payload, query: new URLSearchParams({ q: payload }).toString() }
    await json(await admin.post(`/api/views?dealer=${all[Math.floor(i / atATime)]?.dealer}`, { data }), 201)
  })
  for (let from = 0; from < all.length; from += atATime) {
    await each(all.slice(from, from + atATime), async ({ payload }) => {
      const keys = `/api/dealers/${first}/keys`
      const { key } = await json<Schemas['CreatedApiKey']>(
        await admin.post(keys, { data: { name: payload, scope: 'read' } }),
        201,
      )
      if (from + atATime < all.length) await json204(await admin.delete(`${keys}/${key.id}`))
    })
  }
  const settings = await json<Schemas['DealerSettings']>(await admin.get('/api/dealers/D1/settings'), 200)
  const states =
    'AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC'
  const climate = states.split(' ').map((state, i) => ({ state, annual_mean_c: 10, source: sourcesOf(i) }))
  const price_list = all.map(({ payload }) => ({
    family: payload,
    parts_cents: 1,
    labour_cents: 1,
    currency: 'USD' as const,
  }))
  const data = { ...settings, price_list, climate: climate.filter(c => c.source) }
  await json(await admin.put('/api/dealers/D1/settings', { data }), 200)

  const cookies = {
    admin: (await admin.storageState()).cookies,
    advisor: (await advisor.storageState()).cookies,
  }
  await Promise.all(contexts.map(c => c.dispose()))
  return { all: made, cookies }
}

/** Three payloads for each state: a source may be that long. */
export const sourcesOf = (i: number) => payloads.slice(3 * i, 3 * i + 3).join(' ')

async function json204(answer: APIResponse) {
  expect(answer.status(), await answer.text()).toBe(204)
}
