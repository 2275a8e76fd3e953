import type { t } from '../text'

/** Something that can be done by its name. */
export interface Command {
  id: string
  group: keyof typeof t.palette.groups
  label: string
  hint?: string
  /** The keys that do the same. */
  key?: string
  run: () => void
}

/** Whether every word that was typed begins a word of the name, whatever its case. */
function fits(name: string, typed: string[]): boolean {
  const words = name.toLowerCase().split(/[^\p{L}\p{N}]+/u)
  return typed.every(w => words.some(own => own.startsWith(w)))
}

/** The commands whose name, or hint, has the words that were typed; all of them for nothing. */
export function matching(commands: Command[], text: string): Command[] {
  const typed = text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
  return commands.filter(c => fits(`${c.label} ${c.hint ?? ''}`, typed))
}
