import { defineConfig } from '@playwright/test'

// e2e/run sets these; the portal and the fake model are built there.
const dir = process.env.E2E_DIR ?? ''
const portal = `http://127.0.0.1:${process.env.E2E_PORTAL_PORT}`
const model = `http://127.0.0.1:${process.env.E2E_MODEL_PORT}`

export default defineConfig({
  testDir: 'e2e',
  // The tests share one portal with one fleet, so they run one after the other.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  // Slow enough for a machine that does other work beside.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    baseURL: portal,
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
    permissions: ['clipboard-read', 'clipboard-write'],
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-dev-shm-usage',
      ],
    },
  },
  projects: [
    { name: 'setup', testMatch: 'auth.setup.ts' },
    { name: 'tests', testMatch: '*.spec.ts', dependencies: ['setup'] },
    { name: 'screens', testMatch: 'screens.ts', dependencies: ['setup'] },
  ],
  webServer: [
    {
      name: 'fake model',
      command: `"${dir}/fakellm" -addr 127.0.0.1:${process.env.E2E_MODEL_PORT}`,
      url: `${model}/v1/models`,
    },
    {
      name: 'portal',
      command: `"${dir}/portal" serve`,
      url: `${portal}/health`,
      timeout: 60_000,
      stdout: 'ignore',
      stderr: process.env.E2E_LOG ? 'pipe' : 'ignore',
      env: {
        PORTAL_ADDR: `127.0.0.1:${process.env.E2E_PORTAL_PORT}`,
        PORTAL_DATABASE_URL: `sqlite:${dir}/portal.db`,
        PORTAL_WEB_DIR: 'dist',
        PORTAL_DEMO: 'true',
        PORTAL_DEMO_PASSWORD: 'correct horse demo',
        OPENAI_BASE_URL: `${model}/v1`,
        OPENAI_API_KEY: 'test',
      },
    },
  ],
})
