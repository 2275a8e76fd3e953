import type { MessageTexts } from '../../api/types'

/** A message as it is being written, and what it was when it was begun. */
export interface MessageDraft {
  texts: MessageTexts
  begun: MessageTexts
}

/** What was typed and not saved outlasts a reload, the end of a session and a failing network. */
const key = (leadId: string) => `portal.message.${leadId}`

export function keptMessage(leadId: string): MessageDraft | undefined {
  const kept = sessionStorage.getItem(key(leadId))
  return kept ? (JSON.parse(kept) as MessageDraft) : undefined
}

export function keepMessage(leadId: string, draft: MessageDraft | undefined) {
  if (draft) sessionStorage.setItem(key(leadId), JSON.stringify(draft))
  else sessionStorage.removeItem(key(leadId))
}
