import '@testing-library/jest-dom/vitest'
import { cleanup, configure } from '@testing-library/react'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { server } from './server'

// Slow enough for a machine that does other work beside.
configure({ asyncUtilTimeout: 5000 })

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterEach(() => {
  cleanup()
  server.resetHandlers()
  localStorage.clear()
  sessionStorage.clear()
})
afterAll(() => server.close())

// The browser's layout, as much of it as the tests need: everything is on a wide screen of 800 px height.
window.matchMedia = (query: string) =>
  ({
    matches: query.startsWith('(min-width'),
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }) as unknown as MediaQueryList
for (const box of ['client', 'offset']) {
  Object.defineProperty(HTMLElement.prototype, `${box}Height`, { configurable: true, get: () => 800 })
  Object.defineProperty(HTMLElement.prototype, `${box}Width`, { configurable: true, get: () => 1200 })
}
window.ResizeObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
}
window.scrollTo = () => undefined
Element.prototype.scrollTo = () => undefined
