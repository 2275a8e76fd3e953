import { waitFor } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { expect, test, vi } from 'vitest'
import { problem, server } from '../test/server'
import { askAhead, forgetAhead } from './ahead'
import { ApiError, UnreachableError } from './api-error'
import { api, onSessionEnded } from './client'
import { describeError } from './describe-error'

const url = (path: string) => `${window.location.origin}${path}`
const failure = async (call: Promise<unknown>) => {
  try {
    await call
  } catch (error) {
    return error
  }
  throw new Error('it did not fail')
}

test('a refusal throws with its problem, field by field', async () => {
  server.use(
    http.get(url('/api/leads'), () =>
      HttpResponse.json(
        {
          type: 'x',
          title: 'Not acceptable',
          status: 400,
          errors: [{ field: 'cursor', detail: 'is not one that was given out' }],
        },
        { status: 400 },
      ),
    ),
  )
  const error = await failure(api.GET('/api/leads'))
  expect(error).toBeInstanceOf(ApiError)
  expect((error as ApiError).field('cursor')).toBe('is not one that was given out')
  expect(describeError(error)).toEqual({ text: 'cursor: is not one that was given out' })
})

test('an error of the server is told with the number that its log has', async () => {
  server.use(http.get(url('/api/leads'), () => problem(500, 'Something went wrong on our side.')))
  expect(describeError(await failure(api.GET('/api/leads')))).toEqual({
    text: 'Something went wrong on our side.',
    requestId: 'req-1',
  })
})

test('an answer that is no problem document is an error with its status all the same', async () => {
  server.use(http.get(url('/api/leads'), () => new HttpResponse('<html>Bad gateway</html>', { status: 502 })))
  expect(await failure(api.GET('/api/leads'))).toMatchObject({ status: 502 })
})

test('no answer at all is told apart from a refusal', async () => {
  server.use(http.get(url('/api/leads'), () => HttpResponse.error()))
  expect(await failure(api.GET('/api/leads'))).toBeInstanceOf(UnreachableError)
})

test('the end of a session is announced, but not that nobody had signed in yet', async () => {
  const ended = vi.fn()
  const stop = onSessionEnded(ended)
  server.use(
    http.get(url('/api/session'), () => problem(401, 'Nobody is signed in.')),
    http.get(url('/api/leads'), () => problem(401, 'Nobody is signed in.')),
  )
  await failure(api.GET('/api/session'))
  expect(ended).not.toHaveBeenCalled()
  await failure(api.GET('/api/leads'))
  expect(ended).toHaveBeenCalledOnce()
  stop()
})

test('several priorities are sent as the contract wants them', async () => {
  let asked = ''
  server.use(
    http.get(url('/api/leads'), ({ request }) => {
      asked = new URL(request.url).search
      return HttpResponse.json({ leads: [], next_cursor: null, thresholds: {} })
    }),
  )
  await api.GET('/api/leads', { params: { query: { priority: ['HIGH', 'MODERATE'], q: undefined } } })
  expect(asked).toBe('?priority=HIGH&priority=MODERATE')
})

test('an answer that was asked for ahead is for the first who asks, and for nobody after somebody has left', async () => {
  let asked = 0
  server.use(
    http.get(url('/api/session'), () => {
      asked++
      return HttpResponse.json({ asked })
    }),
  )
  const answer = async () => (await api.GET('/api/session')).data
  askAhead('/api/session')
  expect(await answer()).toEqual({ asked: 1 })
  expect(await answer()).toEqual({ asked: 2 })
  askAhead('/api/session')
  forgetAhead()
  await waitFor(() => expect(asked).toBe(3))
  expect(await answer()).toEqual({ asked: 4 })
})
