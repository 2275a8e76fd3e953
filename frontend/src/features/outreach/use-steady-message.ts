import { type RefObject, useEffect, useRef, useState } from 'react'
import type { Message } from '../../api/types'
import { sameTexts } from './queries'

/**
 * The message to show. An AI draft takes a pending template's place by itself, but not while a person
 * has marked words of the template or has copied it: then it waits to be asked for. So does every other text
 * that comes by itself: what a person reads is not exchanged under their eyes.
 */
export function useSteadyMessage(present: Message, panel: RefObject<HTMLElement | null>) {
  const [shown, setShown] = useState(present)
  const held = useRef(false)
  const asked = useRef(false)
  const other = isOther(present, shown)
  const swap =
    other &&
    (asked.current || (shown.reason === 'pending' && !held.current && !isMarked(panel.current)) || isWithheld(present))

  useEffect(() => {
    if (other && !swap) return
    if (other) asked.current = false
    setShown(present)
  }, [present, other, swap])

  return {
    message: other && !swap ? shown : present,
    waiting: other && !swap,
    show: () => {
      held.current = false
      setShown(present)
    },
    hold: () => {
      held.current = present.reason === 'pending'
    },
    /** Says that the next text is one that the person has asked for. */
    ask: () => {
      asked.current = true
    },
  }
}

/** There is nothing to read out any more: that is never held back. */
export const isWithheld = (message: Message) => message.reason === 'do_not_contact'

/** Whether it is another text, and not the same one with other facts filled in. */
function isOther(a: Message, b: Message): boolean {
  if (a.kind !== b.kind || isWithheld(a) !== isWithheld(b)) return true
  if (a.kind === 'edited') return !sameTexts(a, b)
  return a.kind === 'ai' && a.generated_at !== b.generated_at
}

function isMarked(element: HTMLElement | null): boolean {
  const selection = window.getSelection()
  return !!element && !!selection && !selection.isCollapsed && element.contains(selection.anchorNode)
}
