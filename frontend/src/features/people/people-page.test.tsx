import { screen, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, test } from 'vitest'
import type { Account } from '../../api/types'
import { aDealer, anAccount, anApiKey, aUser } from '../../test/factories'
import { renderScreen } from '../../test/render'
import { problem, server } from '../../test/server'
import { PeoplePage } from './people-page'

const url = (path: string) => `${window.location.origin}${path}`
const manager = aUser({ role: 'manager', name: 'Morgan Test' })
let people: Account[]
let patched: { id: unknown; body: unknown }[]

beforeEach(() => {
  people = [
    anAccount({ id: 'u1', name: 'Morgan Test', role: 'manager' }),
    anAccount({ id: 'u2', name: 'Riley Test', email: 'riley@test.example' }),
    anAccount({
      id: 'u3',
      name: '',
      email: 'new@test.example',
      status: 'invited',
      last_seen_at: null,
      link_expires_at: '2020-01-01T00:00:00Z',
    }),
  ]
  patched = []
  server.use(
    http.get(url('/api/users'), () => HttpResponse.json({ users: people })),
    http.get(url('/api/dealers/LAKE/keys'), () => HttpResponse.json({ keys: [anApiKey()] })),
    http.patch(url('/api/users/:id'), async ({ params, request }) => {
      const body = (await request.json()) as { disabled?: boolean; role?: 'advisor' | 'manager' }
      patched.push({ id: params.id, body })
      people = people.map(p =>
        p.id === params.id
          ? { ...p, ...(body.role ? { role: body.role } : {}), status: body.disabled ? 'disabled' : 'active' }
          : p,
      )
      return HttpResponse.json(people.find(p => p.id === params.id))
    }),
  )
})

test('times are by the clock of the dealer that is looked at, and of several by the browser’s', async () => {
  const lake = aDealer({ time_zone: 'America/Phoenix' })
  const all = renderScreen(<PeoplePage user={manager} dealers={[lake]} />)
  expect(await screen.findByText(/3 people · Times in .+, by this browser/)).toBeVisible()
  all.unmount()
  renderScreen(<PeoplePage user={manager} dealers={[lake]} dealer={lake} />)
  expect(await screen.findByText("3 people · Times in MST, by the dealer's clock")).toBeVisible()
})

const show = () => renderScreen(<PeoplePage user={manager} dealer={aDealer()} />)
const row = async (name: RegExp) => within(await screen.findByRole('row', { name }))

test('nobody can do anything to themselves, and an invitation says whether its link still works', async () => {
  show()
  const self = await row(/Morgan Test/)
  expect(self.queryByRole('button')).toBeNull()
  expect(self.queryByRole('combobox')).toBeNull()
  const guest = await row(/new@test.example/)
  expect(guest.getByText('Invited')).toBeInTheDocument()
  expect(guest.getByText('link expired')).toBeInTheDocument()
  expect(guest.getByText('never')).toBeInTheDocument()
  expect(guest.getByRole('button', { name: /^Withdraw/ })).toBeInTheDocument()
  expect(guest.queryByRole('button', { name: /^Disable/ })).toBeNull()
})

test('disabling is done at once and can be undone', async () => {
  const { user } = show()
  await user.click((await row(/Riley Test/)).getByRole('button', { name: 'Disable Riley Test' }))
  expect(await screen.findByText('Riley Test is disabled, and was signed out.')).toBeInTheDocument()
  expect(await (await row(/Riley Test/)).findByText('Disabled')).toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'Undo' }))
  expect(await (await row(/Riley Test/)).findByText('Active')).toBeInTheDocument()
  expect(patched).toEqual([
    { id: 'u2', body: { disabled: true } },
    { id: 'u2', body: { disabled: false } },
  ])
})

test('a change that is refused says why, and the list is as it was', async () => {
  server.use(http.patch(url('/api/users/:id'), () => problem(409, 'The last admin cannot be disabled.')))
  const { user } = show()
  await user.click((await row(/Riley Test/)).getByRole('button', { name: 'Disable Riley Test' }))
  expect(await screen.findByText('Nothing was changed. The last admin cannot be disabled.')).toBeInTheDocument()
  expect((await row(/Riley Test/)).getByText('Active')).toBeInTheDocument()
})

test('an invitation gives a link to hand on', async () => {
  let sent: unknown
  server.use(
    http.post(url('/api/users'), async ({ request }) => {
      sent = await request.json()
      const invited = anAccount({ id: 'u9', name: '', email: 'zoe@test.example', status: 'invited' })
      return HttpResponse.json(
        { user: invited, path: '/join#secret', expires_at: '2026-12-01T12:00:00Z' },
        { status: 201 },
      )
    }),
  )
  const { user } = show()
  await user.click(await screen.findByRole('button', { name: 'Invite somebody' }))
  await user.click(screen.getByRole('button', { name: 'Make the invitation' }))
  expect(await screen.findByText('Enter an email address.')).toBeInTheDocument()
  expect(sent).toBeUndefined()
  await user.type(screen.getByLabelText('Email'), ' zoe@test.example ')
  await user.click(screen.getByRole('radio', { name: /^Manager/ }))
  await user.click(screen.getByRole('button', { name: 'Make the invitation' }))
  expect(await screen.findByRole('dialog', { name: 'zoe@test.example is invited' })).toBeInTheDocument()
  expect(screen.getByLabelText('One-time link')).toHaveValue(`${window.location.origin}/join#secret`)
  expect(sent).toEqual({ email: 'zoe@test.example', role: 'manager', dealer: 'LAKE' })
})

test('an admin chooses the dealer, and an admin has none', async () => {
  const sent: unknown[] = []
  server.use(
    http.post(url('/api/users'), async ({ request }) => {
      sent.push(await request.json())
      return problem(500, 'Something went wrong on our side.')
    }),
  )
  const admin = aUser({ role: 'admin', dealer: null })
  const { user } = renderScreen(<PeoplePage user={admin} dealers={[aDealer()]} onDealer={() => undefined} />)
  await user.click(await screen.findByRole('button', { name: 'Invite somebody' }))
  const dialog = within(await screen.findByRole('dialog'))
  await user.type(dialog.getByLabelText('Email'), 'zoe@test.example')
  await user.click(dialog.getByRole('button', { name: 'Make the invitation' }))
  expect(await dialog.findByText('Choose a dealer.')).toBeInTheDocument()
  await user.selectOptions(dialog.getByLabelText('Dealer'), 'LAKE')
  await user.click(dialog.getByRole('button', { name: 'Make the invitation' }))
  expect(await dialog.findByRole('alert')).toHaveTextContent('Something went wrong on our side.')
  await user.click(dialog.getByRole('radio', { name: /^Administrator/ }))
  expect(dialog.queryByLabelText('Dealer')).toBeNull()
  await user.click(dialog.getByRole('button', { name: 'Make the invitation' }))
  await expect
    .poll(() => sent)
    .toEqual([
      { email: 'zoe@test.example', role: 'advisor', dealer: 'LAKE' },
      { email: 'zoe@test.example', role: 'admin' },
    ])
})

test('a key is shown once, and revoked after a question', async () => {
  let keys = [anApiKey()]
  server.use(
    http.get(url('/api/dealers/LAKE/keys'), () => HttpResponse.json({ keys })),
    http.post(url('/api/dealers/LAKE/keys'), () => {
      const key = anApiKey({ id: 'k2', name: 'New system', prefix: 'fdp_bbbbbbbb' })
      keys = [key, ...keys]
      return HttpResponse.json({ key, secret: 'fdp_bbbbbbbb-the-rest' }, { status: 201 })
    }),
    http.delete(url('/api/dealers/LAKE/keys/:id'), ({ params }) => {
      keys = keys.map(k => (k.id === params.id ? { ...k, revoked_at: '2026-11-24T09:00:00Z' } : k))
      return new HttpResponse(null, { status: 204 })
    }),
  )
  const { user } = show()
  await user.click(await screen.findByRole('button', { name: 'Create a key' }))
  await user.type(await screen.findByLabelText('Name'), 'New system')
  await user.click(screen.getByRole('button', { name: 'Create key' }))
  expect(await screen.findByLabelText('Key')).toHaveValue('fdp_bbbbbbbb-the-rest')
  await user.click(screen.getByRole('button', { name: 'Done' }))
  expect(screen.queryByDisplayValue(/the-rest/)).toBeNull()
  expect((await row(/New system/)).getByText('fdp_bbbbbbbb…')).toBeInTheDocument()

  await user.click((await row(/New system/)).getByRole('button', { name: 'Revoke New system' }))
  await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Revoke' }))
  expect(await screen.findByText('New system is revoked.')).toBeInTheDocument()
  expect(await (await row(/New system/)).findByText(/^Revoked/)).toBeInTheDocument()
})

test('a key may be made to expire, and one that has expired says so and is not revoked any more', async () => {
  const sent: unknown[] = []
  const past = anApiKey({ id: 'k3', name: 'Old system', expires_at: '2020-01-01T00:00:00Z' })
  server.use(
    http.get(url('/api/dealers/LAKE/keys'), () => HttpResponse.json({ keys: [past, anApiKey()] })),
    http.post(url('/api/dealers/LAKE/keys'), async ({ request }) => {
      sent.push(await request.json())
      return HttpResponse.json({ key: anApiKey({ id: 'k2' }), secret: 'fdp_bbbbbbbb-the-rest' }, { status: 201 })
    }),
  )
  const { user } = show()
  const old = await row(/Old system/)
  expect(old.getByText('Expired')).toBeInTheDocument()
  expect(old.getByText('Dec 31, 2019')).toBeInTheDocument() // where the dealer is
  expect(old.queryByRole('button')).not.toBeInTheDocument()
  expect((await row(/Shop system/)).getByRole('button', { name: /Revoke/ })).toBeInTheDocument()

  await user.click(screen.getByRole('button', { name: 'Create a key' }))
  await user.type(await screen.findByLabelText('Name'), 'New system')
  await user.type(screen.getByLabelText('Expires on'), '2099-07-01')
  await user.click(screen.getByRole('button', { name: 'Create key' }))
  expect(await screen.findByLabelText('Key')).toBeInTheDocument()
  // The start of the day where the dealer is: Detroit, in summer.
  expect(sent).toEqual([{ name: 'New system', scope: 'read', expires_at: '2099-07-01T04:00:00.000Z' }])
})
