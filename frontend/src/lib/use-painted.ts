import { startTransition, useEffect, useState } from 'react'
import { afterPaint } from './after-paint'

/** Whether the component has been painted once. */
export function usePainted(): boolean {
  const [painted, setPainted] = useState(false)
  useEffect(() => afterPaint(() => startTransition(() => setPainted(true))), [])
  return painted
}
