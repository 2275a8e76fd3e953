import { screen } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { expect, test } from 'vitest'
import type { SpendReport } from '../../api/types'
import { aSpend, aSpendReport } from '../../test/factories'
import { renderScreen } from '../../test/render'
import { server } from '../../test/server'
import { SpendPage } from './spend-page'

const url = `${window.location.origin}/api/spend`
const answer = (report: SpendReport) => server.use(http.get(url, () => HttpResponse.json(report)))

test('a manager sees where the own dealer’s month stands', async () => {
  answer(aSpendReport())
  renderScreen(<SpendPage dealer="LAKE" />)
  const figures = await screen.findByRole('region', { name: 'November 2026' })
  expect(figures).toHaveTextContent('Counts against the cap$4.18240,000 tokens')
  expect(figures).toHaveTextContent('Cap for the month$508.4% used')
  expect(figures).toHaveTextContent('Model calls214the provider reported all of them')
  expect(screen.queryByRole('region', { name: 'By dealer' })).toBeNull()
})

test('without a cap no share is shown', async () => {
  answer(aSpendReport({ dealers: [{ code: 'LAKE', name: 'Lake', spend: aSpend({ cap_microdollars: null }) }] }))
  renderScreen(<SpendPage dealer="LAKE" />)
  const figures = await screen.findByRole('region', { name: 'November 2026' })
  expect(figures).toHaveTextContent('no cap is set')
  expect(figures).not.toHaveTextContent('%')
})

test('what is less than a cent is not shown as nothing, and what is not known is said', async () => {
  const spend = aSpend({ counted_microdollars: 12, under_way: 1, without_report: 2, without_price: 3 })
  answer(aSpendReport({ dealers: [{ code: 'LAKE', name: 'Lake', spend }] }))
  renderScreen(<SpendPage dealer="LAKE" />)
  const figures = await screen.findByRole('region', { name: 'November 2026' })
  expect(figures).toHaveTextContent('under $0.01')
  expect(figures).toHaveTextContent('1 under way · 2 without a report · 3 without a known price')
})

test('an admin sees every dealer and the installation', async () => {
  const full = aSpend({ counted_microdollars: 50_000_000 })
  answer(
    aSpendReport({
      installation: full,
      dealers: [
        { code: 'A', name: 'A Ford (test)', spend: full },
        { code: 'B', name: '<img src=x onerror=alert(1)>', spend: aSpend({ calls: 0, counted_microdollars: 0 }) },
      ],
    }),
  )
  renderScreen(<SpendPage />)
  expect(await screen.findByRole('row', { name: /^A Ford \(test\) \$50 .* used up/ })).toBeVisible()
  expect(screen.getByRole('row', { name: /^<img src=x onerror=alert\(1\)> \$0/ })).toBeVisible()
  expect(screen.getByRole('row', { name: /^Installation \$50/ })).toBeVisible()
  expect(document.querySelector('img')).toBeNull()
})

test('an earlier month is asked for by its name', async () => {
  const asked: (string | null)[] = []
  server.use(
    http.get(url, ({ request }) => {
      asked.push(new URL(request.url).searchParams.get('month'))
      return HttpResponse.json(aSpendReport())
    }),
  )
  const { user } = renderScreen(<SpendPage dealer="LAKE" />)
  const month = await screen.findByRole<HTMLSelectElement>('combobox', { name: 'Month (UTC)' })
  const earlier = month.options[1]
  await user.selectOptions(month, earlier as HTMLOptionElement)
  await screen.findByRole('region', { name: 'November 2026' })
  expect(asked).toContain(earlier?.value)
})
