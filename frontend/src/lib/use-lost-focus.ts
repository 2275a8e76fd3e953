import { useEffect, useRef } from 'react'

/** Takes the focus when what had it is gone, so that a keyboard goes on from here. Give it to something with tabIndex -1. */
export function useLostFocus<T extends HTMLElement>() {
  const ref = useRef<T>(null)
  useEffect(() => {
    if (document.activeElement === null || document.activeElement === document.body) {
      ref.current?.focus({ preventScroll: true })
    }
  }, [])
  return ref
}
