import type { ReactNode } from 'react'

/** What may be wider than the screen: it scrolls by itself, and by keyboard, too. */
export function ScrollArea({ label, className, children }: { label: string; className?: string; children: ReactNode }) {
  return (
    <section className={className} aria-label={label} tabIndex={0}>
      {children}
    </section>
  )
}
