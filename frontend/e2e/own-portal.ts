import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A portal beside the one that the tests share, with a database and a fake model server to itself. */
export interface OwnPortal {
  url: string
  /** The address of the fake model server's controls. */
  control: string
  admin: { email: string; password: string }
}

/** Starts a portal without dealers, with one admin, for as long as `use` takes. */
export async function withOwnPortal(
  settings: { adminName: string; model: string },
  use: (own: OwnPortal) => Promise<void>,
) {
  const bin = process.env.E2E_DIR ?? ''
  const dir = await mkdtemp(join(tmpdir(), 'portal-'))
  const running: ChildProcess[] = []
  // What a program says on its standard output until it has said where it is.
  const start = async (program: string, args: string[], env: NodeJS.ProcessEnv): Promise<string> => {
    const child = spawn(join(bin, program), args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    running.push(child)
    for await (const line of createInterface({ input: child.stdout })) {
      const port = /http:\/\/[^/]+:(\d+)/.exec(line)?.[1]
      if (port) return `http://127.0.0.1:${port}`
    }
    throw new Error(`${program} ended before it was there`)
  }
  try {
    const model = await start('fakellm', ['-addr', '127.0.0.1:0'], {})
    const env = {
      PORTAL_ADDR: '127.0.0.1:0',
      PORTAL_DATABASE_URL: `sqlite:${dir}/portal.db`,
      PORTAL_WEB_DIR: 'dist',
      PORTAL_DEMO: 'false',
      OPENAI_BASE_URL: `${model}/v1`,
      OPENAI_API_KEY: 'test',
      OPENAI_MODEL: settings.model,
    }
    const email = 'admin@portal.example'
    const said = execFileSync(
      join(bin, 'portal'),
      ['user', 'add', '--email', email, '--role', 'admin', '--name', settings.adminName],
      { env: { ...process.env, ...env }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    )
    const password = said.trim().split('\n').at(-1)?.trim() ?? ''
    const url = await start('portal', ['serve'], env)
    await use({ url, control: `${model}/control`, admin: { email, password } })
  } finally {
    const ended = running.map(child => new Promise(done => child.once('exit', done)))
    for (const child of running) child.kill()
    await Promise.all(ended)
    await rm(dir, { recursive: true, force: true })
  }
}
