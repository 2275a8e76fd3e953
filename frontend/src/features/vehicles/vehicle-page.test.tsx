import { screen } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { expect, test } from 'vitest'
import type { ContactStop } from '../../api/types'
import { aDealer, aVehicle } from '../../test/factories'
import { renderScreen } from '../../test/render'
import { portal, server } from '../../test/server'
import { VehiclePage } from './vehicle-page'

const url = (path: string) => `${window.location.origin}${path}`
const { vin } = aVehicle()

async function open(do_not_contact: ContactStop | null) {
  server.use(
    http.get(url('/api/vehicles/:vin'), () => HttpResponse.json(aVehicle({ do_not_contact }))),
    http.get(url('/api/vehicles/:vin/battery-events'), () => HttpResponse.json({ events: [] })),
  )
  renderScreen(<VehiclePage dealer={aDealer()} vin={vin} onChanged={() => {}} />)
  return screen.findByRole('region', { name: 'Customer' })
}

test('a vehicle whose owner is not to be contacted says about which vehicle and when it was said', async () => {
  const owner = await open({ vin: '1FTEW1EP5KFA00009', lead_id: 'l9', said_at: '2026-11-23T15:00:00Z' })
  expect(owner).toHaveTextContent(/Not to be contacted, said about the vehicle 1FTEW1EP5KFA00009/)
  expect(screen.getByRole('link', { name: '1FTEW1EP5KFA00009' })).toHaveAttribute(
    'href',
    expect.stringContaining('/dealer/vehicles/1FTEW1EP5KFA00009'),
  )
})

test('a vehicle that gets no lead for it is promised none', async () => {
  portal.leads = []
  await open({ vin: '1FTEW1EP5KFA00009', lead_id: 'l9', said_at: '2026-11-23T15:00:00Z' })
  expect(await screen.findByText('This vehicle gets no lead: its owner is not to be contacted.')).toBeVisible()
})

test('where it was said about the vehicle itself, it says that', async () => {
  expect(await open({ vin, lead_id: 'l1', said_at: '2026-11-23T15:00:00Z' })).toHaveTextContent(
    /Not to be contacted, said about this vehicle/,
  )
})

test('where nobody said so, nothing is said', async () => {
  expect(await open(null)).not.toHaveTextContent('contacted')
})
