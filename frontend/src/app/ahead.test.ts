import { afterEach, expect, test } from 'vitest'
import { forgetAhead } from '../api/ahead'
import { dealersQuery } from '../features/dealers/queries'
import { countsQuery, leadListQuery, viewsQuery } from '../features/leads/queries'
import { server } from '../test/server'
import { loadPortal, prepare } from './ahead'
import { newQueryClient } from './query-client'

afterEach(() => {
  forgetAhead()
  server.events.removeAllListeners()
  window.history.replaceState(null, '', '/')
})

test('what is asked for ahead is what the queue asks for, so that nothing is asked for twice', async () => {
  const asked: string[] = []
  server.events.on('request:start', ({ request }) => {
    const { pathname, search } = new URL(request.url)
    asked.push(pathname + search)
  })
  window.history.replaceState(null, '', '/dealer?dealer=NORTH')
  prepare()
  const client = newQueryClient()
  await Promise.all([
    client.fetchQuery(dealersQuery),
    client.fetchInfiniteQuery(leadListQuery('NORTH', {})),
    client.fetchQuery(countsQuery('NORTH')),
    client.fetchQuery(viewsQuery('NORTH')),
  ])
  expect(asked.sort()).toEqual([
    '/api/dealers',
    '/api/leads/counts?dealer=NORTH',
    '/api/leads?dealer=NORTH&limit=50',
    '/api/views?dealer=NORTH',
  ])
  await loadPortal() // which is on its way
}, 30_000)
