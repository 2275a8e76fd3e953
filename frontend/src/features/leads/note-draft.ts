/** Notes that were typed and not saved, so that a reload or a session's end does not take them. */
const key = (leadId: string) => `portal.note.${leadId}`

export function keptDraft(leadId: string): string | undefined {
  return sessionStorage.getItem(key(leadId)) ?? undefined
}

export function keepDraft(leadId: string, text: string) {
  sessionStorage.setItem(key(leadId), text)
}

export function clearDraft(leadId: string) {
  sessionStorage.removeItem(key(leadId))
}
