import { screen, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { expect, test } from 'vitest'
import type { Calibration } from '../../api/types'
import { aCalibration, aDealer, anEmptyCalibration, aParameter, aRiskModel } from '../../test/factories'
import { renderScreen } from '../../test/render'
import { server } from '../../test/server'
import { ModelPage } from './model-page'

const url = (path: string) => `${window.location.origin}${path}`

function serve(calibration: Calibration, model = aRiskModel()) {
  const asked: (string | null)[] = []
  server.use(
    http.get(url('/api/risk/model'), () => HttpResponse.json(model)),
    http.get(url('/api/risk/calibration'), ({ request }) => {
      asked.push(new URL(request.url).searchParams.get('dealer'))
      return HttpResponse.json(calibration)
    }),
  )
  return asked
}

const rowOf = (table: string | RegExp, name: string | RegExp) =>
  within(screen.getByRole('table', { name: table })).getByRole('row', { name })

test('every parameter has its value with unit, its imagined outcomes, its grade and where it comes from', async () => {
  serve(
    anEmptyCalibration(),
    aRiskModel({ parameters: [aParameter(), aParameter({ name: 'x', label: 'Where there is not', values: [0.25] })] }),
  )
  renderScreen(<ModelPage dealer={undefined} />)
  const table = await screen.findByRole('table', { name: 'Parameters of “Chronic undercharge”' })
  const row = within(table).getByRole('row', { name: /Short trips where there is the cause/ })
  expect(within(row).getByText('60%')).toBeVisible()
  expect(within(row).getByText('12 : 8')).toBeVisible()
  expect(within(row).getByTitle('Grade C: an assumption')).toBeVisible()
  // Two that rest on the same source say so once.
  expect(within(table).getAllByText(/Assumption\. Direction only\./)).toHaveLength(1)
  expect(screen.getByText('2 of them assumptions (grade C)')).toBeVisible()
  expect(rowOf('Rules of the signs', /^Low rest voltage/)).toHaveTextContent(
    'The rule of low rest voltage.12.4 V90 days1',
  )
})

test('where the server withholds a figure there is the count of outcomes instead', async () => {
  serve(anEmptyCalibration())
  renderScreen(<ModelPage dealer={undefined} />)
  expect(await screen.findByText('Not enough outcomes (0)')).toBeVisible()
  for (const name of ['Needed replacement', 'Brier score', 'Slope', 'Intercept']) {
    expect(screen.getByText(name).nextElementSibling).toHaveTextContent('not enough outcomes (0)')
  }
  expect(screen.queryByTestId('calibration-chart')).toBeNull()
  expect(screen.getByText(/Only vehicles whose battery was inspected/)).toBeVisible()
})

test('the day of the figures is by the clock of the dealer, and of all dealers by the browser’s', async () => {
  serve(aCalibration())
  const all = renderScreen(<ModelPage dealer={undefined} />)
  expect(await screen.findByText(/Times in .+, by this browser\./)).toBeVisible()
  all.unmount()
  renderScreen(<ModelPage dealer="LAKE" timeZone="Pacific/Honolulu" />)
  const note = await screen.findByText(/Times in HST, by the dealer's clock\./)
  expect(within(note).getByRole('time')).toHaveAttribute('title', expect.stringMatching(/HST$/))
})

test('with enough outcomes there are figures, a chart, and the table behind it', async () => {
  serve(aCalibration())
  renderScreen(<ModelPage dealer={undefined} />)
  expect(await screen.findByTestId('calibration-chart')).toBeInTheDocument()
  expect(screen.getByTestId('calibration-chart').querySelectorAll('circle')).toHaveLength(2)
  expect(screen.getByText('Needed replacement').nextElementSibling).toHaveTextContent('31 of 200')
  expect(screen.getByText('Slope').nextElementSibling).toHaveTextContent('0.93 ± 0.11')
  expect(screen.getByText(/consistent with the estimates \(p = 0.41\)/)).toBeVisible()
  const bins = screen.getByRole('region', { name: 'Observed against expected, by bin' })
  const cells = (name: RegExp) =>
    within(within(bins).getByRole('row', { name }))
      .getAllByRole('cell')
      .map(c => c.textContent)
  expect(cells(/^10–20%/)).toEqual(['80', '12.0', '14', '18%12–25%', '12–25%'])
  // One bin has too few outcomes and stays without figures.
  expect(cells(/^60–90%/)).toEqual(['12', 'not enough outcomes (12)'])
  const signs = screen.getByRole('region', { name: 'Signs in the fleet' })
  expect(within(signs).getByRole('row', { name: /^Slow cranking/ })).toHaveTextContent('more than chance explains')
  expect(within(signs).getByRole('row', { name: /^Failed conductance/ })).toHaveTextContent('not enough vehicles (6)')
})

test('the uncontacted sample stands beside the whole, with figures only where the server gives them', async () => {
  serve(aCalibration())
  const whole = renderScreen(<ModelPage dealer={undefined} />)
  expect((await screen.findByText(/^Uncontacted sample:/)).textContent).toBe(
    'Uncontacted sample: 7 of 40 needed replacement · expected 6.3 · share 10–29%, of 90 followed.',
  )
  whole.unmount()
  const few = { from: null, to: null, outcomes: 12, not_enough: true, expected: null, observed: null }
  serve(
    aCalibration({
      uncontacted: { followed: 20, total: { ...few, share: null, share_low: null, share_high: null } },
    }),
  )
  const without = renderScreen(<ModelPage dealer={undefined} />)
  expect((await screen.findByText(/^Uncontacted sample:/)).textContent).toBe(
    'Uncontacted sample: not enough outcomes (12), of 20 followed.',
  )
  without.unmount()
  serve(anEmptyCalibration())
  renderScreen(<ModelPage dealer={undefined} />)
  expect(await screen.findByText(/^Uncontacted sample: no vehicle that was held back/)).toBeVisible()
})

test('outcomes that do not fit the estimates are called that', async () => {
  const { fit } = aCalibration()
  serve(aCalibration({ fit: { ...fit, p_value: 0.0002, consistent: false } }))
  renderScreen(<ModelPage dealer={undefined} />)
  expect(await screen.findByText(/not consistent with the estimates \(p < 0.001\)/)).toBeVisible()
})

test('the report is of the dealer that was chosen', async () => {
  const asked = serve(anEmptyCalibration())
  const chosen: (string | undefined)[] = []
  const { user } = renderScreen(
    <ModelPage dealer="LAKE" dealers={[aDealer()]} onDealer={code => void chosen.push(code)} />,
  )
  await user.selectOptions(await screen.findByLabelText('Dealer'), 'All dealers')
  expect(asked).toEqual(['LAKE'])
  expect(chosen).toEqual([undefined])
})
