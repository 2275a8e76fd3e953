import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const portal = process.env.PORTAL_URL ?? 'http://127.0.0.1:10000'

export default defineConfig({
  plugins: [react()],
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
