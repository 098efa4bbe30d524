import axe, { type AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

/** WCAG 2.2 at level AA, and what the makers of axe call good practice. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/**
 * Has axe look at a page as it stands.
 *
 * @returns One line for each element that breaks a rule: the rule, what is wrong, and where.
 */
export const accessibilityProblems = async (page: Page): Promise<string[]> => {
  // Not as a script of the page: its policy refuses any that is not its own.
  await page.evaluate(axe.source)
  // A settled page: colours that are fading have no contrast that holds.
  await page.evaluate(async () => {
    const animations = document.getAnimations().filter(({ effect }) => {
      return effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY
    })
    await Promise.allSettled(animations.map(({ finished }) => finished))
  })
  const run = `axe.run(document, ${JSON.stringify({ runOnly: RULES })})`
  const { violations, passes } = await page.evaluate<AxeResults>(run)
  if (passes.length === 0) throw new Error('axe found nothing to look at')
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => {
      const summary = failureSummary?.replace(/\s+/g, ' ') ?? ''
      return `${id} at ${target.join(' ')}: ${summary}`
    })
  )
}
