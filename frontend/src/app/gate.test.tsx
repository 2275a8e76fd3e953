import { render, screen } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, test } from 'vitest'
import { portal, problem, resetPortal, server } from '../test/server'
import { Gate } from './gate'

const url = (path: string) => `${window.location.origin}${path}`
const at = (path: string) => window.history.replaceState(null, '', path)

beforeEach(resetPortal)

test('somebody who is not signed in is asked to, and the address remembers where they wanted to go', async () => {
  portal.session = null
  at('/dealer/vehicles?q=F-150')
  render(<Gate />)
  expect(await screen.findByRole('heading', { name: 'Sign in' })).toBeInTheDocument()
  expect(window.location.pathname + window.location.search).toBe('/sign-in?next=%2Fdealer%2Fvehicles%3Fq%3DF-150')
})

test('a stranger on the sign-in page is not asked for', async () => {
  let asked = 0
  server.use(
    http.get(url('/api/session'), () => {
      asked++
      return problem(401, 'Nobody is signed in.')
    }),
  )
  at('/sign-in')
  render(<Gate />)
  expect(await screen.findByLabelText('Password')).toBeInTheDocument()
  expect(asked).toBe(0)
})

test('who is signed in and comes to the sign-in page goes on to where they wanted to go', async () => {
  localStorage.setItem('portal.was-signed-in', 'yes')
  at('/sign-in?next=/dealer/import')
  render(<Gate />)
  expect(await screen.findByRole('heading', { name: 'Import' }, { timeout: 5000 })).toBeInTheDocument()
  expect(window.location.pathname).toBe('/dealer/import')
})

test('but never to another site', async () => {
  localStorage.setItem('portal.was-signed-in', 'yes')
  at('/sign-in?next=//evil.example/')
  render(<Gate />)
  expect(await screen.findByRole('heading', { name: "Today's queue" }, { timeout: 5000 })).toBeInTheDocument()
  expect(window.location.pathname).toMatch(/^\/dealer/)
})

test('a portal that does not answer is told, and asked again', async () => {
  server.use(http.get(url('/api/session'), () => HttpResponse.error(), { once: true }))
  at('/dealer')
  render(<Gate />)
  expect(await screen.findByRole('alert')).toHaveTextContent('The portal cannot be reached')
  screen.getByRole('button', { name: 'Try again' }).click()
  expect(await screen.findByRole('heading', { name: "Today's queue" }, { timeout: 5000 })).toBeInTheDocument()
})
