// Writes the types of the contract to src/api/schema.gen.ts, or with --check says whether they are
// those that are there.
import { readFile, writeFile } from 'node:fs/promises'
import openapiTS, { astToString } from 'openapi-typescript'

const contract = new URL('../../openapi.yaml', import.meta.url)
const target = new URL('../src/api/schema.gen.ts', import.meta.url)
const head = '// Written by `npm run generate` from openapi.yaml. Do not edit.\n\n'

export async function generated() {
  return head + astToString(await openapiTS(contract))
}

if (process.argv[1] && import.meta.url.endsWith(process.argv[1].split('/').at(-1))) {
  const text = await generated()
  if (process.argv.includes('--check')) {
    if ((await readFile(target, 'utf8')) !== text) {
      console.error('src/api/schema.gen.ts is not what openapi.yaml gives: run `npm run generate`.')
      process.exit(1)
    }
  } else {
    await writeFile(target, text)
  }
}
