import { screen, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, test } from 'vitest'
import type { BatteryEvent, BatteryEventInput, Lead, Vehicle } from '../../api/types'
import { aBatteryEvent, aDealer, aLead, aVehicle } from '../../test/factories'
import { renderScreen } from '../../test/render'
import { problem, server } from '../../test/server'
import { VehiclePage } from './vehicle-page'

const url = (path: string) => `${window.location.origin}${path}`
const vin = '1FTEW1EP5KFA00001'

let events: BatteryEvent[]
let lead: Lead
let vehicle: Vehicle
let changes: number

/** A portal that scores again when something is recorded, as the real one does. */
function rescore(probability: number) {
  lead = { ...lead, risk: { ...lead.risk, probability, as_of: `2026-11-24T08:00:0${++changes}Z` } }
}

beforeEach(() => {
  events = []
  lead = aLead()
  vehicle = aVehicle()
  changes = 0
  server.use(
    http.get(url('/api/vehicles/:vin'), () => HttpResponse.json(vehicle)),
    http.get(url('/api/leads'), () =>
      HttpResponse.json({
        leads: [lead],
        next_cursor: null,
        thresholds: { high: 0.3, moderate: 0.15, follow_up: 0.08 },
      }),
    ),
    http.get(url('/api/vehicles/:vin/battery-events'), () => HttpResponse.json({ events })),
    http.post(url('/api/vehicles/:vin/battery-events'), async ({ request }) => {
      const input = (await request.json()) as BatteryEventInput
      if (input.occurred_on < '1980') {
        return HttpResponse.json(
          {
            type: 'about:blank',
            title: 'Invalid',
            status: 400,
            errors: [{ field: 'occurred_on', detail: 'is before 1980' }],
          },
          { status: 400, headers: { 'Content-Type': 'application/problem+json' } },
        )
      }
      const known = events.find(e => e.kind === input.kind && e.occurred_on === input.occurred_on)
      if (known) return HttpResponse.json(known)
      const event = aBatteryEvent({ result: null, source: '', ...input, id: `e${events.length + 1}` })
      events = [event, ...events]
      rescore(0.31)
      return HttpResponse.json(event, { status: 201 })
    }),
    http.delete(url('/api/vehicles/:vin/battery-events/:id'), ({ params }) => {
      if (!events.some(e => e.id === params.id)) return problem(404, 'There is no such event.')
      events = events.filter(e => e.id !== params.id)
      rescore(0.61)
      return new HttpResponse(null, { status: 204 })
    }),
  )
})

async function open() {
  const told: string[] = []
  const shown = renderScreen(<VehiclePage dealer={aDealer()} vin={vin} onChanged={() => told.push('changed')} />)
  const history = await screen.findByRole('region', { name: 'Battery history' })
  return { ...shown, history: within(history), told }
}

test('an event is recorded, the estimate follows, and Undo takes both back', async () => {
  const { user, history, told } = await open()
  expect(await history.findByText('Nothing is recorded yet.')).toBeVisible()
  await user.click(history.getByRole('button', { name: 'Record an event' }))
  await user.click(await history.findByRole('radio', { name: 'Battery tested' }))
  await user.click(history.getByRole('radio', { name: 'Pass' }))
  await user.type(history.getByLabelText('Source'), 'RO 77')
  await user.click(history.getByRole('button', { name: 'Record' }))

  expect(await history.findByRole('listitem')).toHaveTextContent('Test: pass')
  expect(history.getByRole('button', { name: 'Record an event' })).toHaveFocus()
  expect(events[0]).toMatchObject({ kind: 'tested', result: 'pass', source: 'RO 77' })
  expect(await screen.findByText('Scored again: 61% before, 31% now.')).toBeVisible()
  expect(told).toEqual(['changed'])

  await user.click(screen.getByRole('button', { name: 'Undo' }))
  expect(await history.findByText('Nothing is recorded yet.')).toBeVisible()
  expect(await screen.findByText('Scored again: 31% before, 61% now.')).toBeVisible()
})

test('an event that was taken back can be put back', async () => {
  events = [aBatteryEvent()]
  const { user, history } = await open()
  await user.click(await history.findByRole('button', { name: 'Take back “Test: pass” of Oct 2, 2026' }))
  expect(await history.findByText('Nothing is recorded yet.')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Undo' }))
  expect(await history.findByRole('listitem')).toHaveTextContent('RO 1234')
})

test('each field says what is wrong with it, before and after the portal has looked', async () => {
  const { user, history } = await open()
  await user.click(history.getByRole('button', { name: 'Record an event' }))
  const day = await history.findByLabelText('Day')
  await user.clear(day)
  await user.click(history.getByRole('button', { name: 'Record' }))
  expect(history.getByText('Choose what happened.')).toBeVisible()
  expect(day).toHaveAccessibleDescription(/Enter the day\./)
  expect(history.getByRole('radio', { name: 'Battery fitted' })).toHaveFocus()
  expect(events).toEqual([])

  await user.click(history.getByRole('radio', { name: 'Battery fitted' }))
  await user.type(day, '1971-05-01')
  await user.click(history.getByRole('button', { name: 'Record' }))
  expect(await history.findByText('Is before 1980.')).toBeVisible()
  expect(day).toHaveFocus()
})

test('the same event again is told as one that was known', async () => {
  events = [aBatteryEvent({ kind: 'installed', result: null })]
  const { user, history, told } = await open()
  await user.click(history.getByRole('button', { name: 'Record an event' }))
  await user.click(await history.findByRole('radio', { name: 'Battery fitted' }))
  const day = history.getByLabelText('Day')
  await user.clear(day)
  await user.type(day, '2026-10-02')
  await user.click(history.getByRole('button', { name: 'Record' }))
  expect(await screen.findByText('This was recorded before; nothing has changed.')).toBeVisible()
  expect(history.getAllByRole('listitem')).toHaveLength(1)
  expect(told).toEqual([])
})
