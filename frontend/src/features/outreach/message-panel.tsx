import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import type { Dealer, Lead, Message, User } from '../../api/types'
import { Button } from '../../components/button'
import { Chip } from '../../components/chip'
import { useNotify } from '../../components/notices'
import { When } from '../../components/when'
import { formatCount } from '../../lib/format-number'
import { useShortcuts } from '../../lib/shortcuts'
import { smsSize } from '../../lib/sms-segments'
import { t } from '../../text'
import { leadFacts } from './lead-facts'
import css from './message-panel.module.css'
import { splitFacts } from './split-facts'

type Tab = 'phone' | 'sms' | 'email'
const tabs: Tab[] = ['phone', 'sms', 'email']

/** What to say to this customer, in three forms, and who wrote it. */
export function MessagePanel({ lead, dealer, user }: { lead: Lead; dealer: Dealer; user: User }) {
  const [tab, setTab] = useState<Tab>('phone')
  const panel = useRef<HTMLDivElement>(null)
  const { message, waiting, show, hold } = useSteadyMessage(lead.message, panel)
  const notify = useNotify()
  const id = useId()
  const facts = leadFacts(lead, dealer, user)
  const size = smsSize(message.sms)

  async function copy(text: string, said: string) {
    try {
      await navigator.clipboard.writeText(text)
      hold()
      notify(said)
    } catch {
      notify(t.message.copyFailed)
    }
  }
  const copyTab = () => void copy(textOf(message, tab), t.message.copied[tab])
  useShortcuts({ c: copyTab, p: () => setTab('phone'), s: () => setTab('sms'), e: () => setTab('email') })

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
        <Chip look={message.kind === 'ai' ? 'accent' : 'dashed'}>{t.messageKind[message.kind]}</Chip>
      </div>
      <div
        ref={panel}
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${tab}`}
        tabIndex={0}
        className={css.text}
        key={message.kind}
      >
        {tab === 'phone' && <Text text={message.phone_script} facts={facts} />}
        {tab === 'sms' && (
          <>
            <Text text={message.sms} facts={facts} />
            <p className={css.note}>
              {t.message.smsSize(formatCount(size.characters), size.segments)}
              {size.unicode && `. ${t.message.unicode}`}
            </p>
          </>
        )}
        {tab === 'email' && (
          <>
            <p className={css.subject}>
              <span className={css.aside}>{t.message.subject}:</span>{' '}
              <Text text={message.email.subject} facts={facts} />
            </p>
            <Text text={message.email.body} facts={facts} />
          </>
        )}
      </div>
      {waiting && (
        <p className={css.waiting} role="status">
          {t.message.readyHeld}{' '}
          <button type="button" className={css.link} onClick={show}>
            {t.message.showReady}
          </button>
        </p>
      )}
      <div className={css.actions}>
        <Button look="primary" shortcut="C" onClick={copyTab}>
          {t.message.copy}
        </Button>
        {tab === 'email' && (
          <Button onClick={() => void copy(message.email.subject, t.message.copied.subject)}>
            {t.message.copySubject}
          </Button>
        )}
        <p className={css.record}>
          {message.kind === 'ai' && message.generated_at ? (
            <>
              {t.message.writtenBy(message.model ?? '', message.prompt_version ?? '')} ·{' '}
              <When at={message.generated_at} timeZone={dealer.time_zone} />
            </>
          ) : (
            ''
          )}
        </p>
      </div>
      <p className={css.why} role="status">
        {message.kind !== 'template'
          ? t.message[message.kind]
          : ((message.reason && t.message.reason[message.reason]) ?? t.message.otherReason(message.reason ?? ''))}{' '}
        {t.message.tinted}
      </p>
    </section>
  )
}

function textOf(message: Message, tab: Tab): string {
  if (tab === 'phone') return message.phone_script
  if (tab === 'sms') return message.sms
  return message.email.body
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

/**
 * The message to show. An AI draft takes a pending template's place by itself, but not while a person
 * has marked words of the template or has copied it: then it waits to be asked for.
 */
function useSteadyMessage(present: Message, panel: React.RefObject<HTMLElement | null>) {
  const [shown, setShown] = useState(present)
  const held = useRef(false)
  const other = present.kind !== shown.kind
  const swap = other && !held.current && !isMarked(panel.current)

  useEffect(() => {
    if (!other || swap) setShown(present)
  }, [present, other, swap])

  const message = other && !swap ? shown : present
  return {
    message,
    waiting: other && !swap,
    show: () => {
      held.current = false
      setShown(present)
    },
    hold: () => {
      held.current = present.reason === 'pending'
    },
  }
}

function isMarked(element: HTMLElement | null): boolean {
  const selection = window.getSelection()
  return !!element && !!selection && !selection.isCollapsed && element.contains(selection.anchorNode)
}
