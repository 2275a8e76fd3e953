import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

test('the types are what the contract gives', async () => {
  await expect(promisify(execFile)('node', ['scripts/generate.mjs', '--check'])).resolves.toBeDefined()
})
