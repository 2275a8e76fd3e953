import { type APIRequestContext, test as base, expect, type Page } from '@playwright/test'
import type { components } from '../src/api/schema.gen'
import { sessionOf, type Who } from './people'

type Schemas = components['schemas']
export type Lead = Schemas['Lead']

/** The portal's API as a person uses it from somewhere else, to make data and to get in the way. */
export class Portal {
  readonly #request: APIRequestContext
  constructor(request: APIRequestContext) {
    this.#request = request
  }

  async leads(query: Record<string, string> = {}): Promise<Lead[]> {
    const answer = await this.#request.get(`/api/leads?${new URLSearchParams(query)}`)
    expect(answer.ok(), await answer.text()).toBe(true)
    return ((await answer.json()) as Schemas['LeadPage']).leads
  }

  async lead(id: string, dealer?: string): Promise<{ lead: Lead; etag: string }> {
    const answer = await this.#request.get(`/api/leads/${id}${dealer ? `?dealer=${dealer}` : ''}`)
    expect(answer.ok(), await answer.text()).toBe(true)
    return { lead: await answer.json(), etag: answer.headers().etag ?? '' }
  }

  async change(id: string, change: Schemas['LeadChange']) {
    const { etag } = await this.lead(id)
    const answer = await this.#request.patch(`/api/leads/${id}`, { data: change, headers: { 'If-Match': etag } })
    expect(answer.ok(), await answer.text()).toBe(true)
  }

  /** Somebody writes the message of a lead. */
  async edit(id: string, script: string) {
    const { etag, lead } = await this.lead(id)
    const { sms, email } = lead.message
    const answer = await this.#request.put(`/api/leads/${id}/message`, {
      data: { phone_script: script, sms, email },
      headers: { 'If-Match': etag },
    })
    expect(answer.ok(), await answer.text()).toBe(true)
  }

  async settings(code: string): Promise<Schemas['DealerSettings']> {
    const answer = await this.#request.get(`/api/dealers/${code}/settings`)
    expect(answer.ok(), await answer.text()).toBe(true)
    return answer.json()
  }

  async putSettings(code: string, settings: Schemas['DealerSettings']) {
    const answer = await this.#request.put(`/api/dealers/${code}/settings`, { data: settings })
    expect(answer.ok(), await answer.text()).toBe(true)
  }

  async putVehicle(vin: string, vehicle: Schemas['VehicleInput'], dealer?: string) {
    const answer = await this.#request.put(`/api/vehicles/${vin}${dealer ? `?dealer=${dealer}` : ''}`, {
      data: vehicle,
    })
    expect(answer.ok(), await answer.text()).toBe(true)
  }

  async signOut() {
    expect((await this.#request.delete('/api/session')).status()).toBe(204)
  }

  /**
   * Ends the session when the page next sends a change, just before it arrives. Ended any earlier, the
   * page may find out by itself, and what was to be clicked is behind the dialog that says so.
   */
  async signOutOnChange(page: Page) {
    let ended = false
    await page.route('**/api/**', async route => {
      if (!ended && route.request().method() !== 'GET') {
        ended = true
        await this.signOut()
      }
      await route.fallback()
    })
  }
}

/** The fake model server. */
export class Model {
  readonly #request: APIRequestContext
  readonly #url = `http://127.0.0.1:${process.env.E2E_MODEL_PORT}`
  constructor(request: APIRequestContext) {
    this.#request = request
  }

  async behave(how: { fault?: string; latency_ms?: number }) {
    expect((await this.#request.put(`${this.#url}/control`, { data: how })).status()).toBe(204)
  }

  async calls(): Promise<number> {
    return (await (await this.#request.get(`${this.#url}/control/stats`)).json()).calls
  }
}

interface Fixtures {
  /** Opens a page for somebody who is signed in. */
  as: (who: Who) => Promise<{ page: Page; portal: Portal }>
  model: Model
}

/**
 * Tests whose pages must behave: no error is thrown in them, nothing breaks the content security policy,
 * and no request leaves the portal.
 */
export const test = base.extend<Fixtures & { watched: undefined }>({
  watched: [
    async ({ context, baseURL }, use) => {
      const wrong: string[] = []
      context.on('weberror', e => wrong.push(String(e.error())))
      context.on('console', m => {
        if (m.type() === 'error' && /Content Security Policy|Refused to/i.test(m.text())) wrong.push(m.text())
      })
      context.on('request', r => {
        if (!r.url().startsWith(`${baseURL}/`) && !/^(blob|data):/.test(r.url())) wrong.push(`a request to ${r.url()}`)
      })
      await use(undefined)
      expect(wrong).toEqual([])
    },
    { auto: true },
  ],
  as: async ({ context, page }, use) => {
    await use(async who => {
      const { readFile } = await import('node:fs/promises')
      await context.addCookies(JSON.parse(await readFile(sessionOf(who), 'utf8')).cookies)
      return { page, portal: new Portal(context.request) }
    })
  },
  model: async ({ playwright }, use) => {
    const request = await playwright.request.newContext()
    const model = new Model(request)
    await use(model)
    await model.behave({})
    await request.dispose()
  },
})

export { expect }

/** The rows of the queue that are on the screen. */
export const rowsOf = (page: Page) => page.getByRole('table', { name: 'Leads in order' }).getByRole('row')

/** The row of a lead, by its customer and vehicle. */
export const rowOf = (page: Page, lead: Lead) =>
  rowsOf(page).filter({ hasText: lead.customer.name }).filter({ hasText: lead.vehicle.model }).first()

export const workspaceOf = (page: Page) => page.getByRole('article', { name: 'Lead' })
