// Puts a compressed copy beside every text of the build, so that the portal need not compress anything itself.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const assets = new URL('../dist/assets/', import.meta.url)
for (const name of readdirSync(assets)) {
  if (!/\.(js|css|svg)$/.test(name)) continue
  const text = readFileSync(new URL(name, assets))
  const packed = gzipSync(text, { level: 9 })
  if (packed.length < text.length) writeFileSync(new URL(`${name}.gz`, assets), packed)
}
