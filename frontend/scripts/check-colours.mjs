// Colours are named in src/styles/tokens.css and nowhere else.
import { readdirSync, readFileSync } from 'node:fs'

const src = new URL('../src/', import.meta.url)
const raw = /#[0-9a-f]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|oklch|lab)\(/i
let bad = 0
for (const name of readdirSync(src, { recursive: true })) {
  if (!name.endsWith('.css') || name.endsWith('tokens.css')) continue
  readFileSync(new URL(name, src), 'utf8')
    .split('\n')
    .forEach((line, i) => {
      if (raw.test(line)) {
        console.error(`src/${name}:${i + 1}: a colour that is not a token: ${line.trim()}`)
        bad++
      }
    })
}
if (bad > 0) process.exit(1)
