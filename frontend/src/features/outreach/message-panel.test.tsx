import { screen, within } from '@testing-library/react'
import { useState } from 'react'
import { expect, test } from 'vitest'
import { aDealer, aLead, aMessage, aTemplate, aUser } from '../../test/factories'
import { renderScreen } from '../../test/render'
import { MessagePanel } from './message-panel'

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
