// Fails when a screen needs more JavaScript than it may, as it goes over the wire (gzip). A screen is
// its route's own files and all that they import.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))
const entry = 'index.html'

/** KiB; `screens` are loaded besides the entry. */
const budgets = [
  { name: 'sign-in', most: 110, screens: [] },
  {
    name: 'queue with a lead',
    most: 170,
    screens: [
      'src/app/portal.tsx',
      'src/features/leads/queue-page.tsx',
      'src/features/leads/lead-workspace.tsx',
      'src/features/outreach/message-panel.tsx',
    ],
  },
]

function filesOf(key, files = new Set()) {
  const chunk = manifest[key]
  if (!chunk) throw new Error(`The build has no ${key}: the budget names a file that has moved.`)
  if (files.has(chunk.file)) return files
  files.add(chunk.file)
  for (const other of chunk.imports ?? []) filesOf(other, files)
  return files
}

const size = file => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length / 1024
let over = false
for (const { name, most, screens } of budgets) {
  const files = new Set()
  for (const key of [entry, ...screens]) filesOf(key, files)
  const total = [...files].filter(f => f.endsWith('.js')).reduce((sum, f) => sum + size(f), 0)
  const verdict = total > most ? 'OVER' : 'within'
  over ||= total > most
  console.log(`${name}: ${total.toFixed(1)} KiB of JavaScript (gzip), ${verdict} its budget of ${most} KiB`)
}
if (over) process.exit(1)
