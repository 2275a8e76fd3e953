import { en } from './en'

/** What every language has to say. Another language is another file of this shape. */
export type Catalogue = typeof en

/** The texts of the application, in the language that it is shown in. */
export const t: Catalogue = en
