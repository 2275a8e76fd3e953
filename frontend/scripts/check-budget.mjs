// Fails when a screen needs more JavaScript than it may.
import { measureBudgets } from './budgets.mjs'

let over = false
for (const { name, most, kib } of measureBudgets()) {
  over ||= kib > most
  const verdict = kib > most ? 'OVER' : 'within'
  console.log(`${name}: ${kib.toFixed(1)} KiB of JavaScript (gzip), ${verdict} its budget of ${most} KiB`)
}
if (over) process.exit(1)
