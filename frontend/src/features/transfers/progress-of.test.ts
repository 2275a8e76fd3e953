import { expect, test } from 'vitest'
import type { ImportRecord } from '../../api/types'
import { advance, type ImportRequest, type Run, type Told } from './progress-of'

const request: ImportRequest = { file: new File(['0123456789'], 'fleet.csv'), kind: 'vehicles', dryRun: false }
const record: ImportRecord = {
  id: 'import-1',
  kind: 'vehicles',
  name: 'fleet.csv',
  state: 'cancelled',
  rows: 900,
  done: 500,
  accepted: 500,
  unchanged: 0,
  rejected: 0,
  started_at: '2026-11-24T08:00:00Z',
  changed_at: '2026-11-24T08:00:01Z',
}
const counts = { dry_run: false, accepted: 900, unchanged: 0, rejected: 0 }

const after = (...told: Told[]): Run => told.reduce(advance, { is: 'idle' } as Run)
const started: Told = { what: 'started', request }
const stepAfter = (...told: Told[]) => {
  const run = after(started, ...told)
  return run.is === 'busy' ? run.step : run.is
}

test('bytes are counted while the file is sent, and what is read has no length that is known', () => {
  expect(stepAfter()).toEqual({ at: 'sending', sent: 0, of: 10 })
  expect(stepAfter({ what: 'sent', bytes: 4 })).toEqual({ at: 'sending', sent: 4, of: 10 })
  expect(stepAfter({ what: 'sent', bytes: 10 })).toEqual({ at: 'reading' })
})

test('rows are counted once the portal has told how many there are', () => {
  const sent: Told = { what: 'sent', bytes: 10 }
  expect(stepAfter(sent, { what: 'rows', done: 0, of: 900 })).toEqual({ at: 'rows', done: 0, of: 900 })
  expect(stepAfter(sent, { what: 'rows', done: 500, of: 900 })).toEqual({ at: 'rows', done: 500, of: 900 })
})

test('nothing goes back', () => {
  expect(stepAfter({ what: 'sent', bytes: 4 }, { what: 'sent', bytes: 3 })).toEqual({ at: 'sending', sent: 4, of: 10 })
  const rows: Told = { what: 'rows', done: 500, of: 900 }
  expect(stepAfter(rows, { what: 'rows', done: 400, of: 900 })).toEqual({ at: 'rows', done: 500, of: 900 })
  expect(stepAfter(rows, { what: 'sent', bytes: 10 })).toEqual({ at: 'rows', done: 500, of: 900 })
})

test('an import that was done before it could be cancelled says so', () => {
  const result: Told = { what: 'result', rows: [], counts }
  expect(after(started, result)).toMatchObject({ is: 'result', tooLate: false, result: counts })
  expect(after(started, { what: 'cancelling' }, result)).toMatchObject({ is: 'result', tooLate: true })
})

test('after a loss only the record says what became of the import', () => {
  const asking: Told = { what: 'asking', cause: 'lost' }
  expect(after(started, asking)).toMatchObject({ is: 'asking', cause: 'lost', unreachable: false })
  expect(after(started, asking, { what: 'unreachable' })).toMatchObject({ is: 'asking', unreachable: true })
  for (const late of [
    { what: 'sent', bytes: 10 },
    { what: 'rows', done: 900, of: 900 },
    { what: 'cancelled' },
  ] as const) {
    expect(after(started, asking, late)).toMatchObject({ is: 'asking', cause: 'lost' })
  }
  expect(after(started, asking, { what: 'record', record })).toMatchObject({ is: 'ended', cause: 'lost', record })
})

test('what has ended is not begun again by a late word', () => {
  const ends: Told[] = [
    { what: 'cancelled' },
    { what: 'failed', error: new Error('no') },
    { what: 'record', record },
    { what: 'result', rows: [], counts },
  ]
  for (const end of ends) {
    const ended = after(started, end)
    expect(ended.is).not.toBe('busy')
    for (const late of [...ends, { what: 'rows', done: 500, of: 900 } as const])
      expect(advance(ended, late)).toBe(ended)
    expect(advance(ended, started)).toMatchObject({ is: 'busy' })
  }
})
