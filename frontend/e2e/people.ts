/** The demo's people; all have the password that playwright.config.ts gives them. */
export const password = 'correct horse demo'

export const people = {
  advisor: 'advisor@lakeside.example',
  manager: 'manager@lakeside.example',
  mesa: 'manager@mesa.example',
  admin: 'admin@portal.example',
} as const

export type Who = keyof typeof people

/** Where a person's session is kept between tests. */
export const sessionOf = (who: Who) => `e2e/.auth/${who}.json`
