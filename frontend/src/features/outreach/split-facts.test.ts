import { expect, test } from 'vitest'
import { aDealer, aLead, aUser } from '../../test/factories'
import { leadFacts } from './lead-facts'
import { splitFacts } from './split-facts'

const facts = (text: string, of: string[]) =>
  splitFacts(text, of)
    .filter(p => p.fact)
    .map(p => p.text)

test('facts are found word for word, and nothing is lost', () => {
  const text = 'Hello Dana, your 2019 F-150. Dana?'
  const pieces = splitFacts(text, ['Dana', '2019 F-150'])
  expect(pieces.map(p => p.text).join('')).toBe(text)
  expect(pieces.filter(p => p.fact).map(p => p.text)).toEqual(['Dana', '2019 F-150', 'Dana'])
})

test('a name within a word is no fact', () => {
  expect(facts('Also, Al and Alan.', ['Al'])).toEqual(['Al'])
  expect(facts('José and Joséphine', ['José'])).toEqual(['José'])
})

test('the longer of two facts counts', () =>
  expect(facts('at Lake Ford (test) now', ['Lake', 'Lake Ford (test)'])).toEqual(['Lake Ford (test)']))

test('a name that looks like a pattern is a name', () =>
  expect(facts('Hello J.(*, hi JX(*', ['J.(*'])).toEqual(['J.(*']))

test('without facts the text is whole', () =>
  expect(splitFacts('Hello', ['', ' '])).toEqual([{ text: 'Hello', fact: false }]))

test('the facts are written as the portal fills them in', () => {
  const lead = aLead({
    customer: { name: 'Ortiz, Dana' },
    vehicle: { ...aLead().vehicle, make: 'Lincoln', model: 'MKC' },
  })
  expect(leadFacts(lead, aDealer(), aUser())).toEqual([
    'Dana',
    '2019 Lincoln MKC',
    'Morgan Test',
    'Lake Ford (test)',
    '61,240 miles',
    'Ann Arbor',
  ])
  expect(leadFacts({ ...lead, assignee: { id: 'u2', name: 'Riley Test' } }, aDealer(), aUser())).toContain('Riley Test')
})
