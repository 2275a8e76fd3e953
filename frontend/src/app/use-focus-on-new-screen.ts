import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'

/** Which screen an address is of: the leads of the queue are all on the queue. */
const screenOf = (path: string) => (path.startsWith('/dealer/leads') ? '/dealer' : path.replace(/\/$/, ''))

/**
 * Moves the focus to the title of a screen that has just been opened, so that assistive technology says
 * where a person is and the keyboard goes on from there.
 */
export function useFocusOnNewScreen() {
  const router = useRouter()
  useEffect(
    () =>
      router.subscribe('onResolved', ({ fromLocation, toLocation }) => {
        if (!fromLocation || screenOf(fromLocation.pathname) === screenOf(toLocation.pathname)) return
        focusTitle()
      }),
    [router],
  )
}

/** The screen may still be on its way. */
function focusTitle(tries = 20) {
  const title = document.querySelector<HTMLElement>('main h1')
  if (title) title.focus({ preventScroll: true })
  else if (tries > 0) setTimeout(() => focusTitle(tries - 1), 50)
}
