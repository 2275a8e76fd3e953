// How much JavaScript each screen needs, as it goes over the wire (gzip), beside what it may need. A screen is its
// route's own files and all that they import.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url)
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

function filesOf(manifest, key, files = new Set()) {
  const chunk = manifest[key]
  if (!chunk) throw new Error(`The build has no ${key}: the budget names a file that has moved.`)
  if (files.has(chunk.file)) return files
  files.add(chunk.file)
  for (const other of chunk.imports ?? []) filesOf(manifest, other, files)
  return files
}

const size = file => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length / 1024

/** Each screen's KiB and the most that it may have, of the build that is there. */
export function measureBudgets() {
  const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))
  return budgets.map(({ name, most, screens }) => {
    const files = new Set()
    for (const key of [entry, ...screens]) filesOf(manifest, key, files)
    const kib = [...files].filter(f => f.endsWith('.js')).reduce((sum, f) => sum + size(f), 0)
    return { name, most, kib }
  })
}
