import { type InfiniteData, QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { LeadPage } from '../api/types'
import { leadKeys } from '../features/leads/queries'
import { vehicleKeys } from '../features/vehicles/queries'
import { aLead, someLeads } from '../test/factories'
import { portal, resetPortal, server } from '../test/server'
import { followDealer } from './live-updates'

/** A stream as the browser has it, told by the test what the portal says. */
class Stream extends EventTarget {
  static readonly CLOSED = 2
  static all: Stream[] = []
  readyState = 1
  constructor(readonly url: string) {
    super()
    Stream.all.push(this)
  }
  close() {
    this.readyState = Stream.CLOSED
  }
  tell(name: string, data: object) {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }))
  }
}

const dealer = 'DEMO'
const one = leadKeys.detail(dealer, 'one')
const two = leadKeys.detail(dealer, 'two')
const list = leadKeys.list(dealer, {} as never)
const vehicle = vehicleKeys.detail(dealer, 'V1')

function begin() {
  const client = new QueryClient()
  for (const key of [one, two, list, vehicle, leadKeys.counts(dealer), leadKeys.detail('OTHER', 'one')])
    client.setQueryData(key, key === list ? { pages: [], pageParams: [] } : {})
  const end = followDealer(client, dealer)
  const stream = Stream.all.at(-1) as Stream
  const old = (key: readonly unknown[]) => client.getQueryState(key)?.isInvalidated
  return { client, end, stream, old }
}

beforeEach(() => {
  resetPortal()
  vi.useFakeTimers()
  vi.stubGlobal('EventSource', Stream)
  Stream.all = []
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('a changed lead is read again, and neither another one nor the order of the queue', () => {
  const { stream, old } = begin()
  expect(stream.url).toBe('/api/events?dealer=DEMO')
  stream.tell('lead.changed', { at: '2026-03-02T09:00:00Z', lead_id: 'one' })
  vi.advanceTimersByTime(200)
  expect(old(one)).toBe(true)
  expect(old(leadKeys.counts(dealer))).toBe(true)
  expect(old(vehicle)).toBe(true)
  expect(old(two)).toBe(false)
  expect(old(list)).toBe(false)
  expect(old(leadKeys.detail('OTHER', 'one'))).toBe(false)
})

test('a changed lead that a list shows is renewed there, even when it no longer fits; of many together none is', async () => {
  portal.leads = someLeads(2)
  const { client, stream } = begin()
  client.setQueryData(list, { pages: [{ leads: someLeads(30), next_cursor: null }], pageParams: [undefined] })
  portal.leads = [aLead({ id: 'l2', status: 'closed' })]
  stream.tell('lead.changed', { at: '2026-03-02T09:00:00Z', lead_id: 'l2' })
  stream.tell('lead.changed', { at: '2026-03-02T09:00:00Z', lead_id: 'not shown' })
  await vi.advanceTimersByTimeAsync(200)
  vi.useRealTimers()
  const shown = () => client.getQueryData<InfiniteData<LeadPage>>(list)?.pages[0]?.leads.map(l => l.status)
  await vi.waitFor(() => expect(shown()?.slice(0, 3)).toEqual(['new', 'closed', 'new']))
  expect(shown()).toHaveLength(30)

  vi.useFakeTimers()
  let asked = 0
  server.events.on('request:start', () => {
    asked++
  })
  for (let i = 1; i <= 11; i++) stream.tell('lead.changed', { at: '2026-03-02T09:00:00Z', lead_id: `l${i}` })
  await vi.advanceTimersByTimeAsync(200)
  server.events.removeAllListeners()
  expect(asked).toBe(0)
})

test('a text that is ready renews what shows messages', () => {
  const { stream, old } = begin()
  stream.tell('message.ready', { at: '2026-03-02T09:00:00Z', brief: 'k' })
  vi.advanceTimersByTime(200)
  expect([old(one), old(two), old(list)]).toEqual([true, true, false])
})

test('after a break everything but the order is read again, and not at the beginning', () => {
  const { stream, old } = begin()
  stream.dispatchEvent(new Event('open'))
  vi.advanceTimersByTime(200)
  expect(old(one)).toBe(false)
  stream.dispatchEvent(new Event('open'))
  vi.advanceTimersByTime(200)
  expect([old(one), old(leadKeys.counts(dealer)), old(list)]).toEqual([true, true, false])
})

test('a stream that was refused is asked for again after a while, and not after the end', () => {
  const { stream, end } = begin()
  stream.close()
  stream.dispatchEvent(new Event('error'))
  expect(Stream.all).toHaveLength(1)
  vi.advanceTimersByTime(10_000)
  expect(Stream.all).toHaveLength(2)
  end()
  expect(Stream.all.at(-1)?.readyState).toBe(Stream.CLOSED)
  Stream.all.at(-1)?.dispatchEvent(new Event('error'))
  vi.advanceTimersByTime(200)
})

test('a browser without streams is told nothing and goes on', () => {
  vi.unstubAllGlobals()
  expect(() => followDealer(new QueryClient(), dealer)()).not.toThrow()
})
