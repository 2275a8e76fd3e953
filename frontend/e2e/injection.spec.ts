import { localPath } from '../src/lib/local-path'
import { atATime, type Fleet, type Injected, inject, sourcesOf } from './injected'
import { type OwnPortal, withOwnPortal } from './own-portal'
import { longest, oneOfEach, onOneLine, payloads, sizeOf } from './payloads'
import { test as base, expect } from './test'
import { allRows, type Step, walk, watchForPayloads } from './walk'

// Whatever people, dealer systems and the model write is text on every screen. A portal with nothing but payloads in it.

const adminName = payloads[8] ?? ''
const modelName = payloads[7] ?? ''

interface Worker {
  injected: Fleet & { own: OwnPortal }
}
interface Each {
  signedIn: (who: keyof Fleet['cookies']) => Promise<void>
  harmless: undefined
}

const test = base.extend<Each, Worker>({
  injected: [
    async ({ playwright }, use) => {
      await withOwnPortal({ adminName, model: modelName }, async own => {
        await use({ own, ...(await inject(playwright.request, own)) })
      })
    },
    { scope: 'worker', timeout: 300_000 },
  ],
  baseURL: async ({ injected }, use) => use(injected.own.url),
  signedIn: async ({ context, injected }, use) => {
    await use(async who => context.addCookies(injected.cookies[who]))
  },
  harmless: [
    async ({ context }, use) => {
      const wrong = await watchForPayloads(context)
      await use(undefined)
      expect(wrong).toEqual([])
    },
    { auto: true },
  ],
})

// Each walks through some hundred screens, also on a machine that does other work beside.
test.describe.configure({ timeout: 300_000 })

const inUrl = encodeURIComponent

test('there are more than a hundred payloads, each different and short enough for every field', () => {
  expect(payloads.length).toBeGreaterThan(100)
  expect(new Set(payloads).size).toBe(payloads.length)
  expect(payloads.filter(p => sizeOf(p) > 59 || p !== onOneLine(p))).toEqual([])
})

test('where a text were not kept a text, it would be noticed', async ({ browser, baseURL }) => {
  const context = await browser.newContext()
  const wrong = await watchForPayloads(context)
  const page = await context.newPage()
  await page.goto(`${baseURL}/sign-in`)
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  expect(wrong).toEqual([])
  for (const [payload, noticed] of [
    ['<img src=x onerror=alert(1)>', /^script-src-attr stopped inline/],
    ['<img src=x onerror=alert(1)>', /^a program on an element: <img/],
    ['<style>*{background:url(//evil.test/c)}</style>', /^style-src-elem stopped inline/],
    ['<iframe srcdoc="<script>alert(1)</script>"></iframe>', /^an element: <iframe/],
    ['<svg><a xlink:href="javascript:alert(1)"><text>x', /^an address: javascript:/],
    ['<button formaction="javascript:alert(1)" class=pwned>Go', /^an element: <button/],
    ['<p style="background:url(//evil.test/b)" class=pwned>x</p>', /^an element: <p/],
  ] as const) {
    expect(payloads).toContain(payload)
    await page.evaluate(html => {
      const main = document.querySelector('main')
      if (main) main.innerHTML = html
    }, payload)
    await expect(() => expect(wrong).toContainEqual(expect.stringMatching(noticed))).toPass()
    wrong.length = 0
  }
  await context.close()
})

test('the queue shows every payload as a name, a vehicle and an owner', async ({ page, injected, signedIn }) => {
  await signedIn('advisor')
  await page.goto('/dealer')
  const rows = await allRows(page, '[role=table]', '[role=cell]', injected.all.length)
  expect(rows).toHaveLength(injected.all.length)
  const text = rows.map(cells => cells.join('\n'))
  for (const { payload, words, advisor } of injected.all) {
    const row = text.find(t => t.includes(`${words}2014 ${payload} ${payload}`))
    expect(row, payload).toBeDefined()
    expect(row).toContain(advisor)
  }
})

test('the workspace shows every payload as a name, a note, a word, a source and a message, and its record', async ({
  page,
  injected,
  signedIn,
}) => {
  await signedIn('advisor')
  await page.goto('/dealer')
  const tab = 'article [role=tab]'
  const panel = 'article [role=tabpanel]'
  // Every payload stands in some lead of these; where the model's words are the message, the next has its own.
  const opened = injected.all.filter((i, n, all) => i.withNext || i.message === 'ai' || all[n - 1]?.message === 'ai')
  const steps = opened.flatMap(({ payload, words, city, withNext, advisor, lead, message }): Step[] => [
    {
      go: `/dealer/leads/${lead.id}`,
      see: [
        { at: 'article h2', is: words },
        { at: 'article header p', has: `2014 ${payload} ${payload} · ${city}, MI` },
        message === 'ai' ? { at: panel, has: payload } : { at: panel, is: words },
        { at: '#lead-note', is: words },
        { at: '#lead-assignee option:checked', is: advisor },
        { at: 'article blockquote', is: words },
        { at: 'article li p', has: advisor },
      ],
    },
    { press: `${tab}:nth-of-type(2)`, see: [{ at: panel, has: message === 'ai' ? payload : words }] },
    {
      press: `${tab}:nth-of-type(3)`,
      see: [
        { at: `${panel} p`, has: message === 'ai' ? payload : words },
        { at: `${panel} > span`, ...(message === 'ai' ? { has: payload } : { is: words }) },
      ],
    },
    ...(withNext
      ? [
          {
            press: 'article summary',
            text: 'Show as a table',
            see: [
              { at: 'article td', is: payload },
              { at: 'article td', is: city },
            ],
          },
        ]
      : []),
  ])
  expect(await walk(page, steps)).toEqual([])

  const ai = injected.all.filter(i => i.message === 'ai')
  const edited = injected.all.filter(i => i.message === 'edited' && oneOfEach.includes(i.payload))
  expect(ai.length).toBeGreaterThan(0)
  const records = [...ai, ...edited].flatMap(({ lead, words, advisor, message }): Step[] => [
    { go: `/dealer/leads/${lead.id}`, see: [{ at: 'article h2', is: words }] },
    {
      press: 'article button',
      text: 'Record',
      see: [{ at: 'article dd', is: message === 'ai' ? modelName : advisor }],
    },
  ])
  expect(await walk(page, records)).toEqual([])
})

test('a search, a question by VIN and every other address is text in the field and on the page', async ({
  page,
  injected,
  signedIn,
}) => {
  await signedIn('advisor')
  await page.goto('/dealer')
  const search = 'main input[type=search]'
  const found = injected.all
    .filter(i => oneOfEach.includes(i.payload))
    .map(({ payload, words }): Step => {
      return {
        go: `/dealer?q=${inUrl(payload)}`,
        see: [
          { at: search, is: payload },
          { at: '[role=row] a', is: words },
        ],
      }
    })
  expect(await walk(page, found)).toEqual([])

  // What was typed is repeated in the answer; who closed a lead has two payloads for a name, so that every other
  // answer has them all.
  const answer = '[role=dialog] p[role=status]'
  const asked = injected.all.flatMap(({ payload, closedVin, advisor }, i): Step[] => [
    ...(oneOfEach.includes(payload)
      ? [{ go: `/dealer?why=${inUrl(payload)}`, see: [{ at: `${answer} span`, is: payload.toUpperCase() }] }]
      : []),
    ...(i % 2 === 0 ? [{ go: `/dealer?why=${closedVin}`, see: [{ at: answer, has: advisor }] }] : []),
  ])
  expect(await walk(page, asked)).toEqual([])
})

test('addresses that lead nowhere say so and do nothing else', async ({ page, injected, signedIn, baseURL }) => {
  await signedIn('advisor')
  await page.goto('/dealer')
  const nothing = { at: 'h1', is: 'There is nothing here' }
  const steps = injected.all.flatMap(({ payload }): Step[] => {
    const p = inUrl(payload)
    const some: Step[] = [
      { go: `/dealer/vehicles/${p}`, see: [{ at: 'h1', is: payload.toUpperCase() }] },
      { go: `/no/such/${p}?${p}=${p}`, see: [nothing] },
    ]
    if (!oneOfEach.includes(payload)) return some
    return [
      ...some,
      { go: `/dealer/leads/${p}`, see: [{ at: 'h2, h3', is: 'This lead is not here' }] },
      { go: `/dealer?dealer=${p}`, see: [nothing] },
      { go: `/dealer?priority=${p}&status=${p}&assignee=${p}&sort=${p}`, see: [{ at: '[role=row] a', has: '' }] },
    ]
  })
  expect(await walk(page, steps)).toEqual([])

  // Nor does the address that comes after signing in lead anywhere else.
  for (const payload of payloads) {
    expect(new URL(localPath(payload) ?? '/', baseURL).origin, payload).toBe(baseURL)
  }
  for (const payload of ['//evil.test/where', '/\\evil.test/back', 'javascript:alert(1)']) {
    await page.goto(`/sign-in?next=${inUrl(payload)}`)
    await expect(page).toHaveURL(/\/dealer(\/leads\/.+)?$/)
  }
})

test('vehicles show every payload as a name, a place, a model and a source', async ({ page, injected, signedIn }) => {
  await signedIn('advisor')
  await page.goto('/dealer/vehicles')
  const rows = await allRows(page, 'main table', 'th, td', 2 * injected.all.length)
  for (const { payload } of injected.all) {
    const row = rows.find(cells => cells[1] === payload)
    expect(row?.slice(1, 5), payload).toEqual([payload, `2014 ${payload} ${payload}`, '–', `${payload}, MI`])
  }
  const search = 'main input[type=search]'
  const found = injected.all
    .filter(i => oneOfEach.includes(i.payload))
    .map(({ payload }): Step => {
      return {
        go: `/dealer/vehicles?q=${inUrl(payload)}`,
        see: [
          { at: search, is: payload },
          { at: 'td', is: payload },
        ],
      }
    })
  expect(await walk(page, found)).toEqual([])
  const opened = injected.all
    .filter(i => i.withNext)
    .map(({ payload, words, city, lead }): Step => {
      return {
        go: `/dealer/vehicles/${lead.vehicle.vin}`,
        see: [
          { at: 'h1', is: `2014 ${payload} ${payload}` },
          { at: 'dd', is: words },
          { at: 'dd', is: `${city}, MI` },
          { at: 'li p', has: `${payload} · ` },
          { at: 'li p', has: `${city} · ` },
        ],
      }
    })
  expect(await walk(page, opened)).toEqual([])
})

test('an import shows every payload as the name of a file and as what is wrong in it', async ({
  page,
  injected,
  signedIn,
}) => {
  await signedIn('advisor')
  await page.goto('/dealer/import')
  await expect(page.getByLabel('Choose a file')).toBeAttached()
  const row = (vin: string) => `"${vin.replaceAll('"', '""')}",2014,Ford,F-150`
  const head = 'vin,year,make,model'
  const steps = injected.all.map(({ payload }): Step => {
    const file = { name: `${payload}.csv`, content: `${head}\n${row(payload)}\n` }
    return {
      file,
      see: [
        { at: 'h2', has: `${payload}.csv: Checked.` },
        { at: 'td', is: payload },
      ],
    }
  })
  expect(await walk(page, steps)).toEqual([])

  // The same after it was imported, with one row that is in order.
  const content = [head, ...payloads.map(row), row('1FTFW1E50P3000001')].join('\n')
  const all = { name: `${payloads[0]}.csv`, content }
  const imported: Step[] = [
    { file: all, see: [{ at: 'h2', has: `${payloads[0]}.csv: Checked.` }] },
    { press: 'main button', text: 'Import 1 row', see: [{ at: 'h2', has: `${payloads[0]}.csv: Imported.` }] },
  ]
  expect(await walk(page, imported)).toEqual([])
  const rows = await allRows(page, 'main table', 'td', payloads.length)
  expect(rows.map(cells => cells[3]).sort()).toEqual([...payloads].sort())
})

test('the group’s screens show every payload as a dealer, a person, a key, a price and a view', async ({
  page,
  injected,
  signedIn,
}) => {
  await signedIn('admin')
  const { all } = injected
  const sees = async (path: string, see: (i: Injected) => Step['see']) => {
    await page.goto(path)
    expect(await walk(page, [{ see: [{ at: 'header p', is: adminName }, ...all.flatMap(see)] }])).toEqual([])
  }
  const dealer = ({ payload }: Injected) => ({ at: 'option', is: payload })
  await sees('/admin', i => [{ at: 'main th', is: `${i.payload} ${i.dealer}` }])
  await sees('/admin/dealers', i => [
    { at: 'main th', is: `${i.payload} ${i.dealer}` },
    { at: 'main td', is: `${i.payload}, MI` },
  ])
  await sees('/admin/people', i => [
    { at: 'main th span', has: i.advisor },
    { at: 'main td', is: i.payload },
    dealer(i),
    ...(i.email ? [{ at: 'main th span', is: i.email }] : []),
  ])
  await sees('/admin/spend', i => [{ at: 'main th', is: i.payload }])
  await sees('/admin/fleet-risk', i => [{ ...dealer(i), at: 'main option' }])
  await sees('/admin/risk-model', i => [{ ...dealer(i), at: 'main option' }])
  for (const screen of ['results', 'spend', 'risk-model', 'import', 'settings']) {
    await sees(`/dealer/${screen}?dealer=D0`, i => [dealer(i)])
  }
  await sees('/dealer/people?dealer=D0', i => [dealer(i), { at: 'main th', is: i.payload }])
  await sees('/dealer/settings?dealer=D1', i => [
    { at: 'main input', is: i.payload },
    { at: 'main input', is: sourcesOf(Math.floor(all.indexOf(i) / 3)) },
  ])

  // Commands and views, some at each of several dealers.
  for (let n = 0; n * atATime < all.length; n++) {
    const views = all.slice(n * atATime, (n + 1) * atATime)
    await page.goto(`/dealer?dealer=D${n}`)
    await page.getByRole('button', { name: 'Views' }).click()
    const picks = views.map(i => ({ at: '[role=dialog] button', is: i.payload }))
    expect(await walk(page, [{ see: picks }])).toEqual([])
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    const options = [...all, ...views].map(i => ({ at: '[role=option] span', is: i.payload }))
    expect(await walk(page, [{ see: options }])).toEqual([])
  }
  // What is found is listed like them.
  await page.goto('/dealer?dealer=D0')
  await expect(page.getByRole('button', { name: 'Views' })).toBeVisible()
  for (const { payload, words, lead } of all.slice(0, 3)) {
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Go to, find or do' }).fill(lead.vehicle.vin)
    expect(await walk(page, [{ see: [{ at: '[role=option]', has: `${words}2014 ${payload}` }] }])).toEqual([])
    await page.keyboard.press('Escape')
  }
})

test('a notice shows the name of a view as text, and a conflict the note of somebody quicker', async ({
  page,
  injected,
  signedIn,
}) => {
  await signedIn('admin')
  const some = injected.all.flatMap((i, at) => (oneOfEach.includes(i.payload) ? [{ ...i, at }] : []))
  for (const { payload, at } of some) {
    const dealer = `/dealer?dealer=D${Math.floor(at / atATime)}`
    if (!page.url().endsWith(dealer)) await page.goto(dealer)
    await page.getByRole('button', { name: /^Views/ }).click()
    await page.getByRole('button', { name: `Delete ${payload}`, exact: true }).click()
    await expect(page.getByText(`View “${payload}” deleted.`, { exact: true })).toBeVisible()
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(page.getByText(`View “${payload}” saved.`, { exact: true })).toBeVisible()
    await page.keyboard.press('Escape')
  }

  // Nothing is told live here, so that what was read is not what is there when it is saved.
  await page.route('**/api/events*', route => route.abort())
  for (const { payload, words, lead } of some) {
    await page.goto(`/dealer/leads/${lead.id}?dealer=D0`)
    await expect(page.getByRole('article', { name: 'Lead' }).getByRole('heading', { name: words })).toBeVisible()
    await page.getByLabel('Note', { exact: true }).fill('Mine (test)')
    const patch = (note: string) =>
      page.request.patch(`/api/leads/${lead.id}?dealer=D0`, { headers: { 'If-Match': '*' }, data: { note } })
    expect((await patch(payload)).status()).toBe(200)
    await page.getByRole('button', { name: 'Save note' }).click()
    await expect(page.getByRole('alert').getByRole('blockquote')).toHaveText(payload)
    expect((await patch(words)).status()).toBe(200)
  }
})

test('an invitation shows every payload as the dealer it is for, before anybody has signed in', async ({
  page,
  injected,
}) => {
  await page.goto(`/join#${injected.all[0]?.invitation}`)
  const steps = injected.all.map(({ payload, invitation, email }): Step => {
    const see = [{ at: 'main p', has: payload }]
    return { go: `#${invitation}`, see: email ? [...see, { at: 'input[name=email]', is: email }] : see }
  })
  expect(await walk(page, steps)).toEqual([])
})

test('what is too long for a name is refused, and what is long and has lines is shown as it is', async ({
  page,
  injected,
  signedIn,
}) => {
  await signedIn('admin')
  const [lead] = injected.all.slice(-1).map(i => i.lead)
  const { vin, year, make, model } = lead?.vehicle ?? { vin: '', year: 0, make: '', model: '' }
  const put = (name: string) =>
    page.request.put(`/api/vehicles/${vin}?dealer=D0`, { data: { year, make, model, customer: { name } } })
  expect((await put(`${longest.name}x`)).status()).toBe(400)
  expect((await put('<b>\u0000</b>')).status()).toBe(400)
  expect((await put(longest.name)).status()).toBe(200)
  const note = await page.request.patch(`/api/leads/${lead?.id}?dealer=D0`, {
    headers: { 'If-Match': '*' },
    data: { note: longest.note },
  })
  expect(note.status()).toBe(200)
  await page.goto(`/dealer/leads/${lead?.id}?dealer=D0`)
  const see = [
    { at: 'article h2', is: longest.name },
    { at: '#lead-note', is: longest.note },
    { at: 'article blockquote', is: longest.note },
  ]
  expect(await walk(page, [{ see }])).toEqual([])
})
