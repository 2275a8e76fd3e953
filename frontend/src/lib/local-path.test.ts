import { expect, test } from 'vitest'
import { localPath } from './local-path'

test('only a path of this site is gone to', () => {
  expect(localPath('/dealer?q=1')).toBe('/dealer?q=1')
  for (const bad of ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '', null]) {
    expect(localPath(bad)).toBeUndefined()
  }
})
