import { startTransition, useEffect, useState } from 'react'
import { afterPaint, whenIdle } from './after-paint'

/** Whether the component has been painted once; with `idle` also that the browser has had nothing else to do since. */
export function usePainted(idle = false): boolean {
  const [painted, setPainted] = useState(false)
  useEffect(() => (idle ? whenIdle : afterPaint)(() => startTransition(() => setPainted(true))), [idle])
  return painted
}
