import type { Lead } from '../../api/types'

/** What a bar must add to the log-odds to be worth a word; the messages use the same bound. */
const worthAWord = 0.05
/** What fits into the two lines of a row. */
const longest = 40

/**
 * The one or two things that speak most for a call, short enough for a row: of a group's label
 * ("Weak battery: slow crank; no low voltage") what was seen. Empty when nothing stands out.
 */
export function mainReason(lead: Pick<Lead, 'risk'>): string {
  const [, ...moves] = lead.risk.reasons // the first is where the estimate starts
  const strongest = moves
    .filter(r => r.log_odds >= worthAWord)
    .sort((a, b) => b.log_odds - a.log_odds)
    .slice(0, 2)
    .map(r => seen(r.label))
  const [first = '', second] = strongest
  const both = second && `${first}, ${lowerFirst(second)}`
  return both && both.length <= longest ? both : first
}

/** Of a group's label the signs that were seen, as many as fit. */
function seen(label: string): string {
  const signs = label.split(': ').slice(1).join(': ')
  const present = ((signs || label).split('; ')[0] ?? label).split(', ')
  while (present.length > 1 && present.join(', ').length > longest) present.pop()
  const text = present.join(', ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Makes the first letter small, unless the word is an abbreviation. */
function lowerFirst(text: string): string {
  return /^[A-Z][^A-Z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
}
