import type { ReactNode } from 'react'
import { usePainted } from '../lib/use-painted'

/** What a person does not read first: it comes right after what is around it has been painted. */
export function Later({ children }: { children: ReactNode }) {
  return usePainted() && children
}
