import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

const portal = process.env.PORTAL_URL ?? 'http://127.0.0.1:10000'

// Every text lies compressed beside itself: whoever serves it never compresses while somebody waits.
const compressed: Plugin = {
  name: 'compressed',
  apply: 'build',
  writeBundle({ dir = 'dist' }, bundle) {
    for (const file of Object.values(bundle)) {
      if (!/\.(js|css|html)$/.test(file.fileName)) continue
      const content = file.type === 'chunk' ? file.code : file.source
      writeFileSync(join(dir, `${file.fileName}.gz`), gzipSync(content, { level: 9 }))
      writeFileSync(join(dir, `${file.fileName}.br`), brotliCompressSync(content))
    }
  },
}

export default defineConfig({
  plugins: [react(), compressed],
  build: {
    // Everything is a file of its own: the content security policy lets nothing be inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    sourcemap: false,
  },
  server: { host: '127.0.0.1', proxy: { '/api': portal, '/health': portal } },
  preview: { host: '127.0.0.1', proxy: { '/api': portal, '/health': portal } },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/test/setup.ts'],
    css: { modules: { classNameStrategy: 'non-scoped' } },
    // The tests speak of times of day; the machine's zone must not matter.
    env: { TZ: 'UTC' },
  },
})
