import { type ReactNode, startTransition, useEffect, useState } from 'react'
import { afterPaint } from '../lib/after-paint'

/** What a person does not read first: it comes right after what is around it has been painted. */
export function Later({ children }: { children: ReactNode }) {
  const [painted, setPainted] = useState(false)
  useEffect(() => afterPaint(() => startTransition(() => setPainted(true))), [])
  return painted && children
}
