// What a person does, timed from the input to the frame that shows what came of it.

/** Runs in the page: notes when an input came, and when the frame that fulfils a condition was painted. */
function install() {
  const state = { at: 0, slowest: 0 }
  for (const type of ['pointerdown', 'keydown']) {
    addEventListener(
      type,
      e => {
        state.at = e.timeStamp
      },
      { capture: true },
    )
  }
  // The interaction as the browser itself times it; what is shorter than 16 ms it does not tell.
  new PerformanceObserver(list => {
    for (const e of list.getEntries()) {
      if (e.interactionId) state.slowest = Math.max(state.slowest, e.duration)
    }
  }).observe({ type: 'event', durationThreshold: 16, buffered: false })
  const rows = () => [...document.querySelectorAll('[role=table] [role=row] a')]
  // What has to be on the page. They are here because the page's own policy lets no text become a program.
  const conditions = {
    opened(id) {
      const link = document.getElementById(`lead-${id}`)
      const title = document.querySelector('article h2')
      return link?.getAttribute('aria-current') === 'true' && title?.textContent === link.textContent
    },
    typed: text => document.querySelector('input[type=search]')?.value === text,
    filtered(name) {
      const on = document.querySelector('[aria-pressed="true"]')
      return !!on?.textContent?.startsWith(name) && !!document.querySelector('[role=table][aria-busy="false"]')
    },
    switched(code) {
      const links = rows()
      return links.length > 5 && links.every(a => a.getAttribute('href')?.includes(`dealer=${code}`))
    },
  }
  window.bench = {
    begin() {
      state.at = 0
      state.slowest = 0
    },
    /** Milliseconds from the last input until a frame with the condition was painted. */
    painted(name, argument) {
      const condition = () => conditions[name](argument)
      return new Promise((done, failed) => {
        const limit = performance.now() + 10_000
        const look = () => {
          if (state.at > 0 && condition()) {
            // This frame has it; the message comes after it was painted.
            const { port1, port2 } = new MessageChannel()
            port1.onmessage = () => done(performance.now() - state.at)
            port2.postMessage(undefined)
          } else if (performance.now() > limit) failed(new Error('it never came'))
          else requestAnimationFrame(look)
        }
        requestAnimationFrame(look)
      })
    },
    interaction: () => state.slowest,
    /** The nth row that is wholly in view: its lead, and a point on it. */
    rowInView(n) {
      const frame = document.querySelector('[role=table]').lastElementChild.getBoundingClientRect()
      const seen = rows()
        .map(a => ({ id: a.id.replace('lead-', ''), box: a.closest('[role=row]').getBoundingClientRect() }))
        .filter(({ box }) => box.top >= frame.top && box.bottom <= frame.bottom)
      const { id, box } = seen[n % seen.length]
      return { id, x: box.left + 120, y: box.top + box.height / 2 }
    },
  }
}

export const prepare = page => page.addInitScript(install)

const rows = page => page.getByRole('table', { name: 'Leads in order' }).getByRole('row')

async function timed(page, input, condition, argument) {
  await page.evaluate(() => window.bench.begin())
  const seen = page.evaluate(([name, arg]) => window.bench.painted(name, arg), [condition, argument])
  await input()
  const ms = await seen
  await page.waitForTimeout(60) // the browser tells of an interaction a little later
  return { ms, interaction: await page.evaluate(() => window.bench.interaction()) }
}

/** Opens leads, down the list and anywhere on the screen. */
export async function openLeads(page, times) {
  const results = []
  for (let i = 0; i < times; i++) {
    const { id, x, y } = await page.evaluate(n => window.bench.rowInView(n), (i * 3) % 9)
    results.push(await timed(page, () => page.mouse.click(x, y), 'opened', id))
    if (i % 9 === 8) {
      await page.mouse.move(x, y)
      await page.mouse.wheel(0, 900)
      await page.waitForTimeout(250)
    }
  }
  return results
}

/** Types into the search, letter by letter; it is the letter that has to be there. */
export async function typeSearch(page, words) {
  const results = []
  const box = page.getByRole('searchbox')
  for (const word of words) {
    await box.click()
    for (let i = 0; i < word.length; i++) {
      results.push(await timed(page, () => page.keyboard.press(word[i]), 'typed', word.slice(0, i + 1)))
    }
    await page.waitForTimeout(500)
    await page.keyboard.press('Escape')
    await page.waitForTimeout(500)
  }
  return results
}

/** Sets and takes back filters; the list under the filter has to be there. */
export async function filter(page, times) {
  const results = []
  const names = ['Retention', 'Moderate', 'All open', 'Follow up', 'All open']
  for (let i = 0; i < times; i++) {
    const chip = page.getByRole('button', { name: new RegExp(`^${names[i % names.length]}`) })
    const box = await chip.boundingBox()
    results.push(await timed(page, () => page.mouse.click(box.x + 6, box.y + 6), 'filtered', names[i % names.length]))
    await page.waitForTimeout(250)
  }
  return results
}

/** Goes from one dealer's portal to the other's by the switch; the other's queue has to be there. */
export async function switchPortals(page, codes, times) {
  const results = []
  const select = page.getByRole('combobox', { name: 'Switch to the portal of' })
  for (let i = 0; i < times; i++) {
    const code = codes[i % codes.length]
    await select.focus()
    results.push(await timed(page, () => page.keyboard.press(i % 2 === 0 ? 'ArrowDown' : 'ArrowUp'), 'switched', code))
    await page.waitForTimeout(400)
  }
  return results
}

/** Scrolls the queue as with a wheel; the times between frames, in milliseconds. */
export async function scroll(page, seconds) {
  const box = await rows(page).nth(4).boundingBox()
  await page.mouse.move(box.x + 60, box.y + 10)
  const frames = page.evaluate(
    until =>
      new Promise(done => {
        const times = []
        let last
        const end = performance.now() + until
        const frame = now => {
          if (last !== undefined) times.push(now - last)
          last = now
          if (now < end) requestAnimationFrame(frame)
          else done(times)
        }
        requestAnimationFrame(frame)
      }),
    seconds * 1000,
  )
  const end = Date.now() + seconds * 1000 - 200
  while (Date.now() < end) {
    await page.mouse.wheel(0, 240)
    await page.waitForTimeout(40)
  }
  return frames
}
