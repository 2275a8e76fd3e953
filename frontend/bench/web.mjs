// Measures the built web application in Chromium against what it is held to, and prints a table. bench/run starts it.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { measureBudgets } from '../scripts/budgets.mjs'
import { filter, openLeads, prepare, scroll, switchPortals, typeSearch } from './actions.mjs'
import { fleetCsv } from './fleet.mjs'

const { BENCH_DIR: dir, BENCH_PORT: port, BENCH_DEBUG_PORT: debugPort, CHROMIUM: executablePath } = process.env
const baseURL = `http://127.0.0.1:${port}`
const fleetSize = 5000
const only = new Set(process.argv.slice(2))
const wanted = part => only.size === 0 || only.has(part)
const admin = { email: 'admin@portal.example', password: 'correct horse bench' }
const viewport = { width: 1440, height: 900 }
const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking']

const rows = []
const say = text => process.stderr.write(`${text}\n`)
/** A line of the table; `least` says that more is better. */
const row = (what, value, unit, target, { least = false, beside = '' } = {}) =>
  rows.push({
    what,
    value,
    unit,
    target,
    met: target === undefined ? undefined : least ? value >= target : value <= target,
    least,
    beside,
  })

const quantile = (numbers, q) => {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)]
}

async function startPortal() {
  const portal = spawn(join(dir, 'portal'), ['serve'], {
    stdio: ['ignore', 'ignore', process.env.BENCH_LOG ? 'inherit' : 'ignore'],
    env: {
      ...process.env,
      PORTAL_ADDR: `127.0.0.1:${port}`,
      PORTAL_DATABASE_URL: `sqlite:${join(dir, 'portal.db')}`,
      PORTAL_WEB_DIR: 'dist',
      PORTAL_DEMO: 'true',
      PORTAL_DEMO_PASSWORD: admin.password,
      OPENAI_API_KEY: '',
      OPENAI_BASE_URL: '',
    },
  })
  for (let i = 0; i < 200; i++) {
    if (portal.exitCode !== null) throw new Error('The portal has ended.')
    const ok = await fetch(`${baseURL}/health`).then(
      r => r.ok,
      () => false,
    )
    if (ok) return portal
    await new Promise(done => setTimeout(done, 100))
  }
  throw new Error('The portal does not answer.')
}

/** Adds a dealer with a fleet, through the API, and waits for its leads. */
async function addDealer(request, code, series) {
  const expect = async answer => {
    if (!answer.ok()) throw new Error(`${answer.url()}: ${answer.status()} ${await answer.text()}`)
    return answer.json()
  }
  await expect(
    await request.post('/api/dealers', {
      data: { code, name: `${code} Ford (test)`, state: 'MI', time_zone: 'America/Detroit' },
    }),
  )
  const imported = await expect(
    await request.post(`/api/imports?kind=vehicles&dealer=${code}`, {
      headers: { 'Content-Type': 'text/csv' },
      data: fleetCsv(fleetSize, series),
    }),
  )
  if (imported.accepted !== fleetSize) throw new Error(`Of ${fleetSize} vehicles ${imported.accepted} were accepted.`)
  for (let i = 0; i < 300; i++) {
    const { open } = await expect(await request.get(`/api/leads/counts?dealer=${code}`))
    if (open === fleetSize) return
    await new Promise(done => setTimeout(done, 200))
  }
  throw new Error('The fleet was not scored in a minute.')
}

async function measureActions(browser) {
  const codes = ['BENCHA', 'BENCHB']
  for (const rate of [1, 4]) {
    const context = await browser.newContext({ baseURL, viewport })
    await context.request.post('/api/session', { data: admin })
    const page = await context.newPage()
    await prepare(page)
    const cdp = await context.newCDPSession(page)
    await page.goto('/dealer?dealer=BENCHA')
    await page.getByRole('article', { name: 'Lead' }).waitFor()
    await page.waitForTimeout(1500)
    // The pieces that are loaded when they are first needed are not what is measured.
    await switchPortals(page, ['BENCHB', 'BENCHA'], 2)
    await openLeads(page, 3)
    await cdp.send('Emulation.setCPUThrottlingRate', { rate })

    const target = rate === 1 ? 50 : 100
    const throttled = rate === 1 ? '' : `, ${rate}× CPU`
    const report = (what, results, aim = target) => {
      const ms = results.map(r => r.ms)
      const slowest = results.map(r => r.interaction)
      row(`${what}${throttled}, input to painted, p95`, quantile(ms, 0.95), 'ms', aim, {
        beside: `median ${quantile(ms, 0.5).toFixed(0)} ms, ${ms.length} times; the browser's own interaction to next paint: p95 ${quantile(slowest, 0.95) || '< 16'} ms`,
      })
    }
    say(`opening leads${throttled}`)
    report('opening a lead', await openLeads(page, 60))
    say(`typing${throttled}`)
    report('typing in search', await typeSearch(page, ['test-cole', 'explorer', '1FTFW1E5']))
    say(`filtering${throttled}`)
    const filtered = await filter(page, 25)
    const next = filtered.map(r => r.interaction)
    row(`filtering${throttled}, interaction to next paint, p95`, Math.max(16, quantile(next, 0.95)), 'ms', target, {
      beside: `until the list under the filter was painted: median ${quantile(
        filtered.map(r => r.ms),
        0.5,
      ).toFixed(0)} ms, p95 ${quantile(
        filtered.map(r => r.ms),
        0.95,
      ).toFixed(0)} ms, the request included`,
    })
    say(`switching portals${throttled}`)
    report('switching portals', await switchPortals(page, [codes[1], codes[0]], 24))
    say(`scrolling${throttled}`)
    const frames = await scroll(page, 6)
    const mean = frames.reduce((a, b) => a + b, 0) / frames.length
    const dropped = frames.filter(ms => ms > 25).length
    row(`scrolling the queue${throttled}, frames a second`, 1000 / mean, '/s', rate === 4 ? 59 : undefined, {
      least: true,
      beside: `${dropped} of ${frames.length} frames came late (over 25 ms); longest ${Math.max(...frames).toFixed(0)} ms`,
    })
    await context.close()
  }
}

async function measureLighthouse() {
  const { default: lighthouse } = await import('lighthouse')
  const { default: desktop } = await import('lighthouse/core/config/desktop-config.js')
  const profile = mkdtempSync(join(tmpdir(), 'bench-profile-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    baseURL,
    args: [...args, `--remote-debugging-port=${debugPort}`],
  })
  const audit = async (what, path, config, categories) => {
    say(`Lighthouse: ${what}`)
    const options = {
      port: Number(debugPort),
      output: 'json',
      logLevel: 'error',
      onlyCategories: Object.keys(categories),
      disableStorageReset: true,
    }
    const run = async () => (await lighthouse(`${baseURL}${path}`, options, config)).lhr
    const whole = lhr => Object.keys(categories).every(id => lhr.categories[id].score !== null)
    let lhr = await run()
    // On a busy machine a page may not be painted in the time that Lighthouse gives it.
    if (!whole(lhr)) lhr = await run()
    if (!whole(lhr)) {
      const broken = Object.values(lhr.audits).find(a => a.scoreDisplayMode === 'error')
      throw new Error(`Lighthouse could not measure ${what}: ${broken?.id} ${broken?.errorMessage}`)
    }
    for (const [id, target] of Object.entries(categories)) {
      const { score, title, auditRefs } = lhr.categories[id]
      const lost = auditRefs
        .filter(ref => ref.weight > 0 && (lhr.audits[ref.id].score ?? 1) < 0.9)
        .map(ref => `${ref.id} ${lhr.audits[ref.id].displayValue ?? ''}`.trim())
      row(`Lighthouse ${what}: ${title.toLowerCase()}`, Math.round(score * 100), '', target, {
        least: true,
        beside: lost.length > 0 ? `points lost by ${lost.join(', ')}` : '',
      })
    }
  }
  const all = { performance: 100, accessibility: 100, 'best-practices': 100 }
  try {
    await audit('desktop, sign-in', '/sign-in', desktop, all)
    await audit('mobile, sign-in', '/sign-in', undefined, { performance: 90 })
    await context.request.post('/api/session', { data: admin })
    await audit('desktop, queue', '/dealer?dealer=BENCHA', desktop, all)
    await audit('mobile, queue', '/dealer?dealer=BENCHA', undefined, { performance: 90 })
  } finally {
    await context.close()
    rmSync(profile, { recursive: true, force: true })
  }
}

function print(before) {
  const cells = rows.map(r => [
    r.what,
    `${r.value >= 100 || Number.isInteger(r.value) ? Math.round(r.value) : r.value.toFixed(1)} ${r.unit}`.trim(),
    r.target === undefined ? '-' : `${r.least ? 'at least' : 'at most'} ${r.target} ${r.unit}`.trim(),
    r.met === undefined ? 'no target' : r.met ? 'meets' : 'misses',
  ])
  const table = [['what', 'measured', 'target', 'verdict'], ...cells]
  const widths = table[0].map((_, i) => Math.max(...table.map(line => line[i].length)))
  for (const line of table)
    console.log(
      line
        .map((cell, i) => cell.padEnd(widths[i]))
        .join('  ')
        .trimEnd(),
    )
  console.log()
  for (const r of rows) if (r.beside) console.log(`${r.what}: ${r.beside}`)
  const load = n => n.map(x => x.toFixed(2)).join(' ')
  console.log(
    `\n${fleetSize} leads at each of two dealers. Throttling slows the page's own thread, as the browser does it.`,
  )
  console.log(
    `machine: ${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}; load before ${load(before)}, after ${load(loadavg())}`,
  )
  if (before[0] > 0.5) console.log('The machine was not quiet: take the times as rough.')
}

const before = loadavg()
if (wanted('bundles')) {
  for (const { name, most, kib } of measureBudgets()) row(`JavaScript of ${name}, gzip`, kib, 'KiB', most)
}
if (wanted('actions') || wanted('lighthouse')) {
  const portal = await startPortal()
  try {
    const browser = await chromium.launch({ executablePath, args })
    const context = await browser.newContext({ baseURL })
    await context.request.post('/api/session', { data: admin })
    say(`two fleets of ${fleetSize}`)
    await addDealer(context.request, 'BENCHA', '0')
    await addDealer(context.request, 'BENCHB', '1')
    await context.close()
    if (wanted('actions')) await measureActions(browser)
    await browser.close()
    if (wanted('lighthouse')) await measureLighthouse()
  } finally {
    portal.kill('SIGTERM')
  }
}
print(before)
