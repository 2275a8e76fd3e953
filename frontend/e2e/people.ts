/** The demo's people; all have the password that playwright.config.ts gives them. */
export const password = 'correct horse demo'

export const people = {
  advisor: 'advisor@lakeside.example',
  manager: 'manager@lakeside.example',
  mesa: 'manager@mesa.example',
  admin: 'admin@portal.example',
} as const

export type Who = keyof typeof people

/** Where a person's session is kept between tests, of which another run may take place beside this one. */
export const sessionOf = (who: Who) => `${process.env.E2E_DIR}/${who}.json`
