import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect } from './test'

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const rulesOfColour = ['color-contrast', 'link-in-text-block']

/**
 * What is on the page breaks no rule that a program can check. In the dark theme only colours are others: the rest is
 * looked at in the light one, where every story that is told in the dark is told as well.
 */
export async function noViolations(page: Page, what: string) {
  // What is still fading in has other colours in a moment.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter(a => a.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY)
        .map(a => a.finished),
    ),
  )
  const dark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)
  const axe = new AxeBuilder({ page })
  const { violations } = await (dark ? axe.withRules(rulesOfColour) : axe.withTags(rules)).analyze()
  const said = violations.map(v => `${what}: ${v.id}: ${v.nodes.map(n => n.target.join(' ')).join(', ')}`)
  expect(said).toEqual([])
}
