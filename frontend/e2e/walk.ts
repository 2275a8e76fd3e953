import type { BrowserContext, Page } from '@playwright/test'

/** What is done on a page, one after the other, without leaving it. */
export interface Step {
  /** Goes to an address within the portal, as a link does; or with a # to another one on the same page. */
  go?: string
  /** Gives a file to what takes one. */
  file?: { name: string; content: string }
  /** Presses what this selects; with `text` the one that says so. */
  press?: string
  text?: string
  /** What must be there then. */
  see: Sight[]
}

export interface Sight {
  /** A selector. One of what it selects must show the text. */
  at: string
  /** What it says altogether, or the value of a field. */
  is?: string
  /** What it says among other things. */
  has?: string
}

/**
 * Walks through the steps inside the page, which is many times faster than from outside, and gives what was not seen
 * within the time that a step has.
 */
export const walk = (page: Page, steps: readonly Step[], perStep = 15_000): Promise<string[]> =>
  page.evaluate(
    async ({ steps, perStep }) => {
      const shown = (e: Element) =>
        e instanceof HTMLInputElement || e instanceof HTMLTextAreaElement ? e.value : (e.textContent ?? '')
      // What is not seen yet; each selector is asked once, however many texts are to be there.
      const missing = (see: readonly { at: string; is?: string; has?: string }[]) => {
        const texts = new Map<string, Set<string>>()
        const at = (selector: string) => {
          const known = texts.get(selector) ?? new Set([...document.querySelectorAll(selector)].map(shown))
          texts.set(selector, known)
          return known
        }
        return see.filter(({ at: selector, is, has }) =>
          is !== undefined ? !at(selector).has(is) : ![...at(selector)].some(text => text.includes(has ?? '')),
        )
      }
      const until = async (ready: () => boolean) => {
        for (const end = performance.now() + perStep; !ready(); ) {
          if (performance.now() > end) return false
          await new Promise(requestAnimationFrame)
        }
        return true
      }
      const missed: string[] = []
      for (const { go, file, press, text, see } of steps) {
        if (go?.startsWith('#')) window.location.hash = go
        else if (go !== undefined) window.history.pushState({}, '', go)
        if (file !== undefined) {
          const input = document.querySelector<HTMLInputElement>('input[type=file]')
          const files = new DataTransfer()
          files.items.add(new File([file.content], file.name, { type: 'text/csv' }))
          if (input) input.files = files.files
          input?.dispatchEvent(new Event('change', { bubbles: true }))
        }
        if (press !== undefined) {
          const wanted = () =>
            [...document.querySelectorAll<HTMLElement>(press)].find(e => !text || e.textContent === text)
          if (!(await until(() => wanted() !== undefined))) missed.push(`nothing to press at ${press} ${text ?? ''}`)
          wanted()?.click()
        }
        if (!(await until(() => missing(see).length === 0))) {
          const blind = missing(see)
          missed.push(
            ...blind.map(
              s =>
                `${go ?? press}: ${JSON.stringify(s)} in ${JSON.stringify([...document.querySelectorAll(s.at)].map(shown).slice(0, 5))}`,
            ),
          )
          if (missed.length > 20) break
        }
      }
      return missed
    },
    { steps, perStep },
  )

/**
 * The cells of all rows of a table of which only the rows on the screen are there, while it is scrolled to its end: of each
 * row the texts of what `cells` selects.
 */
export const allRows = (page: Page, table: string, cells: string, rows: number): Promise<string[][]> =>
  page.evaluate(
    async ({ table, cells, rows }) => {
      const seen = new Map<string, string[]>()
      const read = () => {
        for (const row of document.querySelectorAll(`${table} [aria-rowindex]`)) {
          const texts = [...row.querySelectorAll(cells)].map(c => c.textContent ?? '')
          if (texts.length > 0) seen.set(row.getAttribute('aria-rowindex') ?? '', texts)
        }
      }
      const scroller = () => {
        let e = [...document.querySelectorAll(`${table} [aria-rowindex]`)].at(-1)?.parentElement
        while (e && !/auto|scroll/.test(getComputedStyle(e).overflowY)) e = e.parentElement
        return e
      }
      for (const end = performance.now() + 30_000; seen.size < rows && performance.now() < end; ) {
        read()
        scroller()?.scrollBy(0, 400)
        await new Promise(requestAnimationFrame)
        await new Promise(requestAnimationFrame)
      }
      read()
      return [...seen.values()]
    },
    { table, cells, rows },
  )

/**
 * Watches every page of a context from its beginning, and gives the list of what went wrong so far: elements and attributes
 * that only a text can have made, programs that ran, what the content security policy stopped, and dialogs.
 */
export async function watchForPayloads(context: BrowserContext): Promise<string[]> {
  const wrong: string[] = []
  await context.exposeBinding('payloadRan', (_, what: string) => wrong.push(what))
  context.on('dialog', d => {
    wrong.push(`a dialog: ${d.message()}`)
    void d.dismiss()
  })
  await context.addInitScript(() => {
    const tell = (window as unknown as { payloadRan: (what: string) => void }).payloadRan
    document.addEventListener('securitypolicyviolation', e => tell(`${e.violatedDirective} stopped ${e.blockedURI}`))
    // Elements that the portal has none of, wherever they stand.
    const foreign =
      'img, image, iframe, frame, object, embed, base, math, video, audio, marquee, template, noembed, xmp, listing, plaintext, foreignObject, use, animate, style'
    const marked = '[class~="pwned"], [id="pwned"], form[name], [formaction], [srcdoc], meta[http-equiv]'
    const ours = (url: string) => {
      const { protocol, origin } = new URL(url, window.location.href)
      return protocol === 'blob:' || origin === window.location.origin
    }
    const judge = (e: Element) => {
      if (e.matches(`${foreign}, ${marked}`)) tell(`an element: ${e.outerHTML.slice(0, 200)}`)
      for (const { name, value } of e.attributes) {
        if (/^on/i.test(name)) tell(`a program on an element: ${e.outerHTML.slice(0, 200)}`)
        if (/^(href|src|action|xlink:href|data|poster)$/i.test(name) && !ours(value)) tell(`an address: ${value}`)
        if (name === 'style' && /url\(|expression/i.test(value)) tell(`a style: ${value}`)
      }
      if (e instanceof HTMLScriptElement && !e.src) tell(`a script: ${e.text.slice(0, 200)}`)
    }
    new MutationObserver(changes => {
      for (const { target, addedNodes } of changes) {
        if (target instanceof Element) judge(target)
        for (const node of addedNodes) {
          if (!(node instanceof Element)) continue
          judge(node)
          for (const e of node.querySelectorAll('*')) judge(e)
        }
      }
      if ('pwned' in window || 'pwned' in {}) tell('a program ran')
    }).observe(document, { childList: true, subtree: true, attributes: true })
  })
  return wrong
}
