import type { ReactNode } from 'react'
import { usePainted } from '../lib/use-painted'

/**
 * What a person does not read first: it comes right after what is around it has been painted. What is out of sight
 * comes when there is nothing else to do.
 */
export function Later({ idle, children }: { idle?: boolean; children: ReactNode }) {
  return usePainted(idle) && children
}
