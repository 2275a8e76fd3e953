import { screen, waitFor, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { useState } from 'react'
import { expect, test } from 'vitest'
import type { FleetOutlook, FleetTrial } from '../../api/types'
import { aDealer, anOutlook, aRiskModel } from '../../test/factories'
import { renderScreen } from '../../test/render'
import { server } from '../../test/server'
import { FleetPage } from './fleet-page'
import type { Trial } from './trial'

const url = (path: string) => `${window.location.origin}${path}`

function serve(outlook: (trial: FleetTrial) => FleetOutlook) {
  const asked: FleetTrial[] = []
  server.use(
    http.get(url('/api/risk/model'), () => HttpResponse.json(aRiskModel())),
    http.post(url('/api/risk/fleet'), async ({ request }) => {
      const trial = (await request.json()) as FleetTrial
      asked.push(trial)
      return HttpResponse.json(outlook(trial))
    }),
  )
  return asked
}

function Screen({ from = { without: [] } }: { from?: Trial }) {
  const [trial, setTrial] = useState(from)
  return (
    <FleetPage
      dealers={[aDealer()]}
      trial={trial}
      own={{ high: 0.3, moderate: 0.15, follow_up: 0.08 }}
      onTrial={setTrial}
    />
  )
}

const moved = (): FleetOutlook => {
  const o = anOutlook()
  return {
    ...o,
    trial: {
      ...o.trial,
      by_priority: { HIGH: 40, MODERATE: 90, FOLLOW_UP: 135, RETENTION: 355 },
      service_value: null,
      without_price: 0,
    },
    moved: 1,
    moves: [
      {
        vin: '1FTEW1EP5KFA00001',
        dealer: 'LAKE',
        from: 0.61,
        to: 0.24,
        priority_from: 'HIGH',
        priority_to: 'MODERATE',
      },
    ],
  }
}

test('leaving out a group asks for the others, and shows now and the trial side by side', async () => {
  const asked = serve(trial => (trial.groups ? moved() : anOutlook()))
  const { user } = renderScreen(<Screen />)
  expect(await screen.findByText(/^Nothing moves\. Leave out a group/)).toBeVisible()
  await user.click(screen.getByRole('checkbox', { name: 'Chronic undercharge' }))

  const high = await screen.findByRole('row', { name: /High 46 40 −6/ })
  expect(high).toBeVisible()
  expect(asked.at(-1)).toEqual({ groups: ['weak_battery'] })
  const link = screen.getByRole('link', { name: '1FTEW1EP5KFA00001' })
  expect(link).toHaveAttribute('href', '/dealer/vehicles/1FTEW1EP5KFA00001?dealer=LAKE')
  expect(screen.getByRole('row', { name: /1FTEW1EP5KFA00001/ })).toHaveTextContent(/61%.*24%.*High.*Moderate/)
  const value = screen.getByRole('region', { name: 'Service value' })
  expect(within(value).getByText('$92,040')).toBeVisible()
  expect(within(value).getByText('no price list')).toBeVisible()

  await user.click(screen.getByRole('button', { name: 'Back to the present' }))
  expect(await screen.findByText(/^Nothing moves\. Leave out a group/)).toBeVisible()
})

test('only the trial on which the clicking rests is asked for', async () => {
  const asked = serve(() => moved())
  const { user } = renderScreen(<Screen />)
  await screen.findByRole('row', { name: /1FTEW1EP5KFA00001/ })
  await user.click(screen.getByRole('checkbox', { name: 'Chronic undercharge' }))
  await user.click(screen.getByRole('checkbox', { name: 'Weak battery' }))
  await waitFor(() => expect(asked).toEqual([{}, { groups: [] }]))
})

test('other thresholds start from the dealer’s own, and count when they make sense', async () => {
  const asked = serve(() => moved())
  const { user } = renderScreen(<Screen from={{ dealer: 'LAKE', without: [] }} />)
  await user.click(await screen.findByRole('radio', { name: 'Others' }))
  const moderate = screen.getByRole('textbox', { name: 'Moderate from, %' })
  expect(moderate).toHaveValue('15')
  await user.clear(moderate)
  await user.type(moderate, '45')
  expect(await screen.findByText('They must fall from High over Moderate to Follow up.')).toBeVisible()
  await user.clear(moderate)
  await user.type(moderate, '12.5')
  await waitFor(() =>
    expect(asked.at(-1)).toEqual({ dealer: 'LAKE', thresholds: { high: 0.3, moderate: 0.125, follow_up: 0.08 } }),
  )
  expect(asked.some(a => a.thresholds?.moderate === 0.45)).toBe(false)
})
