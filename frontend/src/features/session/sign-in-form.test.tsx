import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { expect, test, vi } from 'vitest'
import { aSession } from '../../test/factories'
import { problem, server } from '../../test/server'
import { SignInForm } from './sign-in-form'

const url = `${window.location.origin}/api/session`
const fill = async (password: string) => {
  const user = userEvent.setup()
  await user.type(screen.getByLabelText('Email'), ' morgan@test.example ')
  await user.type(screen.getByLabelText('Password'), password)
  await user.click(screen.getByRole('button', { name: 'Sign in' }))
}

test('who signs in is handed on', async () => {
  let sent: unknown
  server.use(
    http.post(url, async ({ request }) => {
      sent = await request.json()
      return HttpResponse.json(aSession())
    }),
  )
  const onSignedIn = vi.fn()
  render(<SignInForm onSignedIn={onSignedIn} />)
  await fill(' spaces count ')
  await vi.waitFor(() => expect(onSignedIn).toHaveBeenCalledWith(aSession()))
  expect(sent).toEqual({ email: 'morgan@test.example', password: ' spaces count ' })
})

test('a wrong password empties the password only', async () => {
  server.use(http.post(url, () => problem(401, 'No.')))
  render(<SignInForm onSignedIn={vi.fn()} />)
  await fill('wrong')
  expect(await screen.findByRole('alert')).toHaveTextContent('do not belong together')
  expect(screen.getByLabelText('Password')).toHaveValue('')
  expect(screen.getByLabelText('Password')).toHaveFocus()
})

test('a full queue says when to try again', async () => {
  server.use(
    http.post(url, () =>
      HttpResponse.json(
        { type: 'x', title: 'Too busy', status: 429 },
        { status: 429, headers: { 'Retry-After': '7' } },
      ),
    ),
  )
  render(<SignInForm onSignedIn={vi.fn()} />)
  await fill('any')
  expect(await screen.findByRole('alert')).toHaveTextContent('Try again in 7 seconds')
})
