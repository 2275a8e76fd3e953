import { type KeyboardEvent, lazy, Suspense, useId, useRef, useState } from 'react'
import { hasStatus } from '../../api/api-error'
import { describeError } from '../../api/describe-error'
import type { Dealer, Message, MessageTexts, User } from '../../api/types'
import { Button } from '../../components/button'
import { Chip } from '../../components/chip'
import { ErrorMessage } from '../../components/error-message'
import { useNotify } from '../../components/notices'
import { When } from '../../components/when'
import { formatCount } from '../../lib/format-number'
import { useShortcuts } from '../../lib/shortcuts'
import { smsSize } from '../../lib/sms-segments'
import { t } from '../../text'
import { leadFacts } from './lead-facts'
import { keepMessage, keptMessage, type MessageDraft } from './message-draft'
import type { Tab } from './message-editor'
import css from './message-panel.module.css'
import { type Read, sameTexts, textsOf, useRewriteMessage, useWriteMessage } from './queries'
import { splitFacts } from './split-facts'
import { isWithheld, useSteadyMessage } from './use-steady-message'

const MessageEditor = lazy(() => import('./message-editor').then(m => ({ default: m.MessageEditor })))
const MessageRecord = lazy(() => import('./message-record').then(m => ({ default: m.MessageRecord })))

const tabs: Tab[] = ['phone', 'sms', 'email']

interface Props {
  read: Read
  dealer: Dealer
  user: User
  /** Takes the lead as a change has left it. */
  onChanged: (now: Read) => void
  /** Says that the lead is no longer as it was read. */
  onOld: () => void
}

/** What to say to this customer, in three forms, who wrote it, and how to write it otherwise. */
export function MessagePanel(props: Props) {
  if (!isWithheld(props.read.lead.message)) return <Texts {...props} />
  return (
    <section className={css.panel} aria-label={t.message.region}>
      <h3 className={css.withheld}>{t.message.withheldTitle}</h3>
      <p className={css.why}>{t.message.withheld}</p>
    </section>
  )
}

function Texts({ read, dealer, user, onChanged, onOld }: Props) {
  const { lead, etag } = read
  const [tab, setTab] = useState<Tab>('phone')
  const panel = useRef<HTMLDivElement>(null)
  const { message, waiting, show, hold, ask } = useSteadyMessage(lead.message, panel)
  const notify = useNotify()
  const id = useId()
  const [draft, setDraft] = useDraft(lead.id)
  const [recorded, setRecorded] = useState(false)
  const [first] = useState(message.kind)
  const [offered, setOffered] = useState(false)
  const write = useWriteMessage(dealer.code, lead.id, now => {
    ask()
    onChanged(now)
  })
  const rewrite = useRewriteMessage(dealer.code, lead.id)
  // A request that failed on the way is the same one when it is made again.
  const request = useRef<string>(undefined)
  const closed = lead.status === 'closed'
  const facts = leadFacts(lead, dealer, user)
  const size = smsSize(draft?.texts.sms ?? message.sms)
  const theirs = draft && !sameTexts(textsOf(lead.message), draft.begun) ? textsOf(lead.message) : undefined

  async function copy(text: string, said: string) {
    try {
      await navigator.clipboard.writeText(text)
      hold()
      notify(said)
    } catch {
      notify(t.message.copyFailed)
    }
  }
  const copyTab = () => void copy(draft ? draftText(draft.texts, tab) : textOf(message, tab), t.message.copied[tab])
  const edit = () => {
    write.reset()
    setOffered(false)
    setDraft({ texts: textsOf(message), begun: textsOf(lead.message) })
  }
  const able = !closed && !draft && !rewrite.isPending && !write.isPending
  useShortcuts({
    c: copyTab,
    p: () => setTab('phone'),
    s: () => setTab('sms'),
    t: () => setTab(tabs[(tabs.indexOf(tab) + 1) % tabs.length] ?? 'phone'),
    e: able ? edit : undefined,
  })

  function put(texts: MessageTexts | undefined, seen: string | undefined, said: string, undo?: MessageTexts) {
    if (!seen) return onOld()
    write.mutate(
      { texts, etag: seen },
      {
        onSuccess: now => {
          setDraft(undefined)
          setOffered(false)
          notify(said, undo && { undo: () => put(undo, now.etag, t.message.saved) })
        },
        onError: error => hasStatus(error, 412) && onOld(),
      },
    )
  }
  function save() {
    if (!draft) return
    // What is read now has been seen: with "save anyway" it is what the person writes over.
    setDraft({ ...draft, begun: textsOf(lead.message) })
    put(draft.texts, etag, t.message.saved)
  }
  const putBack = () => put(undefined, etag, t.message.putBackDone, textsOf(lead.message))

  function regenerate() {
    if (lead.message.kind === 'edited') return setOffered(true)
    request.current ??= crypto.randomUUID()
    rewrite.mutate(request.current, {
      onSuccess: () => {
        request.current = undefined
        ask()
        onOld()
        notify(t.message.rewritten)
      },
      onError: error => {
        if (hasStatus(error, 409)) onOld()
      },
    })
  }

  function onTabKey(e: KeyboardEvent) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key]
    const at = tabs.indexOf(tab)
    const to =
      e.key === 'Home' ? 0 : e.key === 'End' ? tabs.length - 1 : step && (at + step + tabs.length) % tabs.length
    const next = to === undefined ? undefined : tabs[to]
    if (!next) return
    e.preventDefault()
    setTab(next)
    document.getElementById(`${id}-${next}`)?.focus()
  }

  return (
    <section className={css.panel} aria-label={t.message.region}>
      <div className={css.top}>
        <div role="tablist" aria-label={t.message.region} className={css.tabs} onKeyDown={onTabKey}>
          {tabs.map(name => (
            <button
              key={name}
              type="button"
              role="tab"
              id={`${id}-${name}`}
              aria-selected={tab === name}
              aria-controls={`${id}-panel`}
              tabIndex={tab === name ? 0 : -1}
              className={css.tab}
              onClick={() => setTab(name)}
            >
              {t.message.tabs[name]}
              {name === 'sms' && (
                <>
                  {' '}
                  <span className={css.aside}>· {t.message.segments(size.segments)}</span>
                </>
              )}
            </button>
          ))}
        </div>
        <Chip
          look={
            draft
              ? 'outline'
              : { ai: 'accent' as const, edited: 'outline' as const, template: 'dashed' as const }[message.kind]
          }
        >
          {draft ? t.message.editing : t.messageKind[message.kind]}
        </Chip>
      </div>
      <div
        ref={panel}
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${tab}`}
        tabIndex={draft ? -1 : 0}
        className={`${css.text} ${message.kind === first ? '' : css.arriving}`}
        key={message.kind}
      >
        {draft ? (
          <Suspense>
            <MessageEditor
              tab={tab}
              texts={draft.texts}
              onChange={texts => setDraft({ ...draft, texts })}
              onSave={save}
              onDiscard={() => setDraft(undefined)}
              saving={write.isPending}
              error={write.error}
              theirs={theirs}
            />
          </Suspense>
        ) : (
          <Shown tab={tab} message={message} facts={facts} size={size} />
        )}
      </div>
      {!draft && waiting && (
        <p className={css.waiting} role="status">
          {message.reason === 'pending' ? t.message.readyHeld : t.message.newer}{' '}
          <button type="button" className={css.link} onClick={show}>
            {t.message.showReady}
          </button>
        </p>
      )}
      {!draft && write.isError && (
        <ErrorMessage {...describeError(write.error)} text={`${t.lead.failed} ${describeError(write.error).text}`} />
      )}
      {rewrite.isError && (
        <ErrorMessage
          {...describeError(rewrite.error)}
          text={`${t.message.rewriteFailed} ${describeError(rewrite.error).text}`}
        />
      )}
      {offered && lead.message.kind === 'edited' && (
        <p className={css.waiting} role="status">
          {t.message.rewriteEdited}{' '}
          <button type="button" className={css.link} onClick={putBack}>
            {t.message.putBack}
          </button>
        </p>
      )}
      {!draft && (
        <div className={css.actions}>
          <Button look="primary" shortcut="C" onClick={copyTab}>
            {t.message.copy}
          </Button>
          {tab === 'email' && (
            <Button onClick={() => void copy(message.email.subject, t.message.copied.subject)}>
              {t.message.copySubject}
            </Button>
          )}
          <Button shortcut="E" disabled={!able} onClick={edit}>
            {t.message.edit}
          </Button>
          {lead.message.reason !== 'no_provider' && (
            <Button disabled={!able} onClick={regenerate}>
              {rewrite.isPending ? t.message.rewriting : t.message.rewrite}
            </Button>
          )}
          {lead.message.kind === 'edited' && (
            <Button disabled={!able} onClick={putBack}>
              {t.message.putBack}
            </Button>
          )}
          <p className={css.record}>
            {message.kind === 'ai' && message.generated_at && (
              <>
                {t.message.writtenBy(message.model ?? '', message.prompt_version ?? '')} ·{' '}
                <When at={message.generated_at} timeZone={dealer.time_zone} /> ·{' '}
              </>
            )}
            <button
              type="button"
              className={css.link}
              aria-expanded={recorded}
              aria-controls={`${id}-record`}
              onClick={() => setRecorded(!recorded)}
            >
              {t.message.record}
            </button>
          </p>
        </div>
      )}
      <div id={`${id}-record`} hidden={!recorded || !!draft}>
        {recorded && !draft && (
          <Suspense>
            <MessageRecord dealer={dealer} lead={lead} />
          </Suspense>
        )}
      </div>
      {!draft && (
        <p className={css.why} role="status">
          {message.kind !== 'template'
            ? t.message[message.kind]
            : ((message.reason && t.message.reason[message.reason]) ??
              t.message.otherReason(message.reason ?? ''))}{' '}
          {t.message.tinted}
        </p>
      )}
    </section>
  )
}

interface ShownProps {
  tab: Tab
  message: Message
  facts: readonly string[]
  size: ReturnType<typeof smsSize>
}

function Shown({ tab, message, facts, size }: ShownProps) {
  if (tab === 'phone') return <Text text={message.phone_script} facts={facts} />
  if (tab === 'sms') {
    return (
      <>
        <Text text={message.sms} facts={facts} />
        <p className={css.note}>
          {t.message.smsSize(formatCount(size.characters), size.segments)}
          {size.unicode && `. ${t.message.unicode}`}
        </p>
      </>
    )
  }
  return (
    <>
      <p className={css.subject}>
        <span className={css.aside}>{t.message.subject}:</span> <Text text={message.email.subject} facts={facts} />
      </p>
      <Text text={message.email.body} facts={facts} />
    </>
  )
}

const textOf = (message: Message, tab: Tab) => draftText(textsOf(message), tab)

function draftText(texts: MessageTexts, tab: Tab): string {
  if (tab === 'phone') return texts.phone_script
  if (tab === 'sms') return texts.sms
  return texts.email.body
}

/** What a person is writing, which outlasts a reload. */
function useDraft(leadId: string): [MessageDraft | undefined, (draft: MessageDraft | undefined) => void] {
  const [draft, setDraft] = useState(() => keptMessage(leadId))
  return [
    draft,
    now => {
      keepMessage(leadId, now)
      setDraft(now)
    },
  ]
}

/** A message is text, whatever it holds; only what matches a fact is set off. */
function Text({ text, facts }: { text: string; facts: readonly string[] }) {
  let at = 0
  return (
    <span className={css.words}>
      {splitFacts(text, facts).map(piece => {
        const key = at
        at += piece.text.length
        return piece.fact ? (
          <mark key={key} className={css.fact}>
            {piece.text}
          </mark>
        ) : (
          piece.text
        )
      })}
    </span>
  )
}
