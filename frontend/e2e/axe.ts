import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect } from './test'

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What is on the page breaks no rule that a program can check. */
export async function noViolations(page: Page, what: string) {
  const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze()
  const said = violations.map(v => `${what}: ${v.id}: ${v.nodes.map(n => n.target.join(' ')).join(', ')}`)
  expect(said).toEqual([])
}
