import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { Session } from '../api/types'
import { Notices } from '../components/notices'
import { newQueryClient } from './query-client'
import { newRouter } from './router'
import { SessionContext } from './session-context'

interface Props {
  session: Session
  /** Called when somebody has signed in again, who may be somebody else. */
  onSession: (session: Session) => void
  /** Called when the person has signed out. */
  onLeave: () => void
}

/** The portal of one signed-in person; somebody else gets another one, with nothing left of this. */
export function Portal({ session, onSession, onLeave }: Props) {
  const [{ queryClient, router }] = useState(() => {
    const queryClient = newQueryClient()
    return { queryClient, router: newRouter({ queryClient, session }) }
  })
  useEffect(() => () => queryClient.clear(), [queryClient])
  return (
    <SessionContext value={{ session, onSession, onLeave }}>
      <QueryClientProvider client={queryClient}>
        <Notices>
          <RouterProvider router={router} />
        </Notices>
      </QueryClientProvider>
    </SessionContext>
  )
}
