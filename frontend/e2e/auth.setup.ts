import { expect, test as setup } from '@playwright/test'
import { password, people, sessionOf, type Who } from './people'

// Passwords are made slow to check on purpose, so everybody signs in once.
for (const [who, email] of Object.entries(people)) {
  setup(`${who} signs in`, async ({ request }) => {
    const answer = await request.post('/api/session', { data: { email, password } })
    expect(answer.status(), await answer.text()).toBe(200)
    await request.storageState({ path: sessionOf(who as Who) })
  })
}
