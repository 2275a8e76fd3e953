import { queryOptions, useMutation } from '@tanstack/react-query'
import { api, bodyOf } from '../../api/client'
import type { Lead, Message, MessageTexts } from '../../api/types'

/** A lead as it was read, with the version that a change of it has to name. */
export interface Read {
  lead: Lead
  etag: string | undefined
}

/** How the message that a lead has now came about. */
export const recordQuery = (dealer: string, lead: Lead) =>
  queryOptions({
    queryKey: ['message-record', dealer, lead.id, lead.version, lead.message.kind, lead.message.generated_at],
    queryFn: async ({ signal }) =>
      bodyOf(
        await api.GET('/api/leads/{id}/message/record', {
          params: { path: { id: lead.id }, query: { dealer } },
          signal,
        }),
      ),
  })

/** Makes a person's texts the message of a lead, or with none puts the draft back. */
export function useWriteMessage(dealer: string, id: string, onChanged: (now: Read) => void) {
  return useMutation({
    mutationFn: async ({ texts, etag }: { texts: MessageTexts | undefined; etag: string }): Promise<Read> => {
      const params = { path: { id }, query: { dealer }, header: { 'If-Match': etag } }
      const answer = texts
        ? await api.PUT('/api/leads/{id}/message', { params, body: texts })
        : await api.DELETE('/api/leads/{id}/message', { params })
      return { lead: bodyOf(answer), etag: answer.response.headers.get('ETag') ?? undefined }
    },
    onSuccess: onChanged,
  })
}

/** Has the model write the message anew. The same key again is the same request. */
export function useRewriteMessage(dealer: string, id: string) {
  return useMutation({
    mutationFn: async (key: string): Promise<Message> =>
      bodyOf(
        await api.POST('/api/leads/{id}/message', {
          params: { path: { id }, query: { dealer }, header: { 'Idempotency-Key': key } },
        }),
      ),
  })
}

export const textsOf = ({ phone_script, sms, email }: Message): MessageTexts => ({
  phone_script,
  sms,
  email: { subject: email.subject, body: email.body },
})

export const sameTexts = (a: MessageTexts, b: MessageTexts) =>
  a.phone_script === b.phone_script &&
  a.sms === b.sms &&
  a.email.subject === b.email.subject &&
  a.email.body === b.email.body
