import { screen, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { useState } from 'react'
import { beforeEach, expect, test } from 'vitest'
import { aDealer, aLead, aMessage, aTemplate, aUser } from '../../test/factories'
import { renderScreen } from '../../test/render'
import { problem, server } from '../../test/server'
import { keepMessage } from './message-draft'
import { MessagePanel } from './message-panel'
import { textsOf } from './queries'

beforeEach(() => keepMessage('l1', undefined))

const panel = (message = aMessage(), onOld = () => undefined) => (
  <MessagePanel
    read={{ lead: aLead({ message }), etag: '"v1"' }}
    dealer={aDealer()}
    user={aUser()}
    onChanged={() => undefined}
    onOld={onOld}
  />
)

/** A panel whose message is replaced by a draft at the press of a button. */
function Arriving() {
  const [message, setMessage] = useState(aTemplate('pending'))
  return (
    <>
      {panel(message)}
      <button type="button" onClick={() => setMessage(aMessage({ phone_script: 'The draft.' }))}>
        arrive
      </button>
    </>
  )
}

test('an AI draft says what it is, by which model, and tints what matches a fact', async () => {
  renderScreen(panel())
  expect(await screen.findByText('AI draft')).toBeInTheDocument()
  expect(screen.getByText(/gpt-test · prompt 1-abc/)).toBeInTheDocument()
  const marks = within(screen.getByRole('tabpanel')).getAllByText((_, e) => e?.tagName === 'MARK')
  expect(marks.map(m => m.textContent)).toEqual(['Dana', 'Morgan Test', 'Lake Ford (test)', '2019 F-150'])
})

test.each([
  ['no_provider', /No model is set up/],
  ['invalid_answer', /broke a rule for messages/],
  ['something_new', /vetted template \(something_new\)/],
])('a template says why: %s', async (reason, words) => {
  renderScreen(panel(aTemplate(reason)))
  expect(await screen.findByText('Template')).toBeInTheDocument()
  expect(screen.getByText(words)).toBeInTheDocument()
  expect(screen.queryByText(/prompt/)).not.toBeInTheDocument()
})

test('a new text is offered only where there is a model to write it', async () => {
  const { unmount } = renderScreen(panel(aTemplate('no_provider')))
  expect(await screen.findByText(/there is nothing to write it anew/)).toBeInTheDocument()
  expect(screen.getByRole('button', { name: /^Edit/ })).toBeInTheDocument()
  expect(screen.queryByRole('button', { name: 'Regenerate' })).not.toBeInTheDocument()
  unmount()
  renderScreen(panel(aTemplate('timeout')))
  expect(await screen.findByRole('button', { name: 'Regenerate' })).toBeInTheDocument()
})

test('the tabs are worked by arrow keys, and the key c copies what is shown', async () => {
  const { user } = renderScreen(panel())
  await user.click(await screen.findByRole('tab', { name: 'Phone script' }))
  await user.keyboard('{ArrowRight}')
  expect(screen.getByRole('tab', { name: 'SMS · 1 segment' })).toHaveFocus()
  expect(screen.getByText('69 characters, 1 segment')).toBeInTheDocument()
  await user.keyboard('c')
  expect(await navigator.clipboard.readText()).toBe(aMessage().sms)
  await user.keyboard('{ArrowRight}')
  expect(screen.getByRole('tabpanel', { name: 'Email' })).toHaveTextContent('About your 2019 F-150')
})

test('the draft takes the place of the template by itself', async () => {
  const { user } = renderScreen(<Arriving />)
  expect(await screen.findByText(/The model is writing this message/)).toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'arrive' }))
  expect(screen.getByRole('tabpanel')).toHaveTextContent('The draft.')
  expect(screen.getByText('AI draft')).toBeInTheDocument()
})

test('but not while the template is in use: then it waits to be asked for', async () => {
  const { user } = renderScreen(<Arriving />)
  await user.click(await screen.findByRole('button', { name: 'Copy' }))
  await screen.findByText('Phone script copied.')
  await user.click(screen.getByRole('button', { name: 'arrive' }))
  expect(screen.getByRole('tabpanel')).toHaveTextContent('Hello Dana, a vetted text.')
  await user.click(screen.getByRole('button', { name: 'Show it' }))
  expect(screen.getByRole('tabpanel')).toHaveTextContent('The draft.')
})

test('markup in a message is text', async () => {
  renderScreen(panel(aMessage({ phone_script: '<img src=x onerror=alert(1)> <b>Dana</b>' })))
  expect(await screen.findByRole('tabpanel')).toHaveTextContent('<img src=x onerror=alert(1)> <b>Dana</b>')
  expect(document.querySelector('[role=tabpanel] img')).toBeNull()
})

test('who asked not to be contacted has no text to be read out, and it says why', async () => {
  const gone = aMessage({
    kind: 'template',
    reason: 'do_not_contact',
    phone_script: '',
    sms: '',
    email: { subject: '', body: '' },
  })
  renderScreen(panel(gone))
  expect(await screen.findByRole('heading', { name: 'No script, text or email' })).toBeInTheDocument()
  expect(screen.queryByRole('tab')).not.toBeInTheDocument()
  expect(screen.queryByRole('button')).not.toBeInTheDocument()
})

test('a text that comes by itself waits while another one is read', async () => {
  function Other() {
    const [message, setMessage] = useState(aMessage())
    return (
      <>
        {panel(message)}
        <button type="button" onClick={() => setMessage(aMessage({ kind: 'edited', phone_script: 'Theirs.' }))}>
          arrive
        </button>
      </>
    )
  }
  const { user } = renderScreen(<Other />)
  await user.click(await screen.findByRole('button', { name: 'arrive' }))
  expect(screen.getByRole('tabpanel')).toHaveTextContent('Hello Dana, this is Morgan Test')
  await user.click(screen.getByRole('button', { name: 'Show it' }))
  expect(screen.getByRole('tabpanel')).toHaveTextContent('Theirs.')
})

test('what is typed is kept when the portal does not answer, and is sent with the version that was read', async () => {
  const sent: (string | null)[] = []
  let answers = false
  server.use(
    http.put('*/api/leads/:id/message', async ({ request }) => {
      if (!answers) return HttpResponse.error()
      sent.push(request.headers.get('If-Match'), ((await request.json()) as { phone_script: string }).phone_script)
      return HttpResponse.json(aLead({ message: aMessage({ kind: 'edited', phone_script: 'Mine' }) }))
    }),
  )
  const { user, unmount } = renderScreen(panel())
  await user.keyboard('{Escape}')
  await user.click(await screen.findByRole('button', { name: 'Edit' }))
  const box = await screen.findByRole('textbox', { name: 'Phone script' })
  await user.clear(box)
  await user.type(box, 'Mine')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText(/what you typed is kept/)).toBeInTheDocument()
  unmount()

  answers = true
  renderScreen(panel())
  expect(await screen.findByRole('textbox', { name: 'Phone script' })).toHaveValue('Mine')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await screen.findByText('Message saved.')
  expect(sent).toEqual(['"v1"', 'Mine'])
  expect(screen.queryByRole('textbox')).not.toBeInTheDocument()
})

test('what changed under one’s hands is shown beside it before it is written over', async () => {
  keepMessage('l1', {
    texts: { ...textsOf(aMessage()), phone_script: 'Mine' },
    begun: { ...textsOf(aMessage()), phone_script: 'As it was' },
  })
  renderScreen(panel())
  expect(await screen.findByRole('alert')).toHaveTextContent('The message has changed since you began')
  expect(screen.getByRole('alert')).toHaveTextContent('Hello Dana, this is Morgan Test')
  expect(screen.getByRole('button', { name: 'Save mine anyway' })).toBeEnabled()
})

test('a rewriting that failed on the way is the same request the next time', async () => {
  const keys: (string | null)[] = []
  server.use(
    http.post('*/api/leads/:id/message', ({ request }) => {
      keys.push(request.headers.get('Idempotency-Key'))
      return keys.length === 1 ? problem(503, 'The model gave no text.') : HttpResponse.json(aMessage())
    }),
  )
  const { user } = renderScreen(panel())
  await user.click(await screen.findByRole('button', { name: 'Regenerate' }))
  expect(await screen.findByText(/There is no new draft\. The model gave no text/)).toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'Regenerate' }))
  expect(await screen.findByText('A new draft is here.')).toBeInTheDocument()
  expect(keys[0]).toBe(keys[1])
})

test('a message of a person is not written anew but offered to be put back', async () => {
  const { user } = renderScreen(panel(aMessage({ kind: 'edited' })))
  await user.click(await screen.findByRole('button', { name: 'Regenerate' }))
  expect(screen.getByText(/A person wrote this message, so it is not written anew/)).toBeInTheDocument()
})
