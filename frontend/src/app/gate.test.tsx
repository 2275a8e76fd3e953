import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, test } from 'vitest'
import { aSession } from '../test/factories'
import { portal, problem, resetPortal, server } from '../test/server'
import { Gate } from './gate'

const url = (path: string) => `${window.location.origin}${path}`
const at = (path: string) => window.history.replaceState(null, '', path)

const signedIn = () => {
  // biome-ignore lint/suspicious/noDocumentCookie: as the portal sets it
  document.cookie = 'portal_signed_in=yes; Path=/'
}

beforeEach(() => {
  resetPortal()
  // biome-ignore lint/suspicious/noDocumentCookie: as the portal takes it back
  document.cookie = 'portal_signed_in=; Path=/; Max-Age=0'
})

test('somebody whose session is over is asked to sign in, and the address remembers where they wanted to go', async () => {
  portal.session = null
  signedIn()
  at('/dealer/vehicles?q=F-150')
  render(<Gate />)
  expect(await screen.findByRole('heading', { name: 'Sign in' })).toBeInTheDocument()
  expect(window.location.pathname + window.location.search).toBe('/sign-in?next=%2Fdealer%2Fvehicles%3Fq%3DF-150')
  expect(document.cookie).not.toContain('portal_signed_in')
})

test.each(['/sign-in', '/', '/dealer/import'])('nobody asks at %s for the session of a stranger', async path => {
  let asked = 0
  server.use(
    http.get(url('/api/session'), () => {
      asked++
      return problem(401, 'Nobody is signed in.')
    }),
  )
  at(path)
  render(<Gate />)
  expect(await screen.findByLabelText('Password')).toBeInTheDocument()
  expect(window.location.pathname).toBe('/sign-in')
  expect(asked).toBe(0)
})

test('who is signed in and comes to the sign-in page goes on to where they wanted to go', async () => {
  signedIn()
  at('/sign-in?next=/dealer/import')
  render(<Gate />)
  expect(await screen.findByRole('heading', { name: 'Import' }, { timeout: 5000 })).toBeInTheDocument()
  expect(window.location.pathname).toBe('/dealer/import')
})

test('but never to another site', async () => {
  signedIn()
  at('/sign-in?next=//evil.example/')
  render(<Gate />)
  expect(await screen.findByRole('heading', { name: "Today's queue" }, { timeout: 5000 })).toBeInTheDocument()
  expect(window.location.pathname).toMatch(/^\/dealer/)
})

test('a portal that does not answer is told, and asked again', async () => {
  signedIn()
  server.use(http.get(url('/api/session'), () => HttpResponse.error(), { once: true }))
  at('/dealer')
  render(<Gate />)
  expect(await screen.findByRole('alert')).toHaveTextContent('The portal cannot be reached')
  screen.getByRole('button', { name: 'Try again' }).click()
  expect(await screen.findByRole('heading', { name: "Today's queue" }, { timeout: 5000 })).toBeInTheDocument()
})

test('whoever opens an invitation sets name and password, and is in', async () => {
  let sent: unknown
  server.use(
    http.post(url('/api/links/read'), async ({ request }) => {
      expect(await request.json()).toEqual({ token: 'the-token' })
      return HttpResponse.json({
        purpose: 'invitation',
        email: 'new@test.example',
        name: '',
        role: 'advisor',
        dealer: 'Lake Ford (test)',
        expires_at: '2026-12-01T00:00:00Z',
      })
    }),
    http.post(url('/api/links/use'), async ({ request }) => {
      sent = await request.json()
      return HttpResponse.json(aSession())
    }),
  )
  at('/join#the-token')
  render(<Gate />)
  const user = userEvent.setup()
  expect(await screen.findByText(/^You are invited to Lake Ford \(test\) as advisor\./)).toBeInTheDocument()
  await user.type(screen.getByLabelText('New password'), 'short')
  await user.click(screen.getByRole('button', { name: 'Set password and sign in' }))
  expect(screen.getByText('Enter your name.')).toBeInTheDocument()
  expect(screen.getByText('Use at least 8 characters.')).toBeInTheDocument()
  expect(sent).toBeUndefined()
  await user.type(screen.getByLabelText('Your name'), ' New Person ')
  await user.type(screen.getByLabelText('New password'), ' and spaces')
  await user.click(screen.getByRole('button', { name: 'Set password and sign in' }))
  expect(await screen.findByRole('heading', { name: "Today's queue" }, { timeout: 5000 })).toBeInTheDocument()
  expect(sent).toEqual({ token: 'the-token', name: 'New Person', password: 'short and spaces' })
  expect(window.location.href).not.toContain('the-token')
})

test('a link that does not work says what to do', async () => {
  server.use(http.post(url('/api/links/read'), () => problem(404, 'This link was used.')))
  at('/join#old')
  render(<Gate />)
  expect(await screen.findByRole('heading', { name: 'This link does not work any more' })).toBeInTheDocument()
  expect(screen.getByRole('link', { name: 'Go to the sign-in page' })).toHaveAttribute('href', '/sign-in')
})
