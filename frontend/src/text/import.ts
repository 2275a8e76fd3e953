import { enImport } from './en-import'

/** The texts of the import, in the language that the application is shown in. */
export const tImport: typeof enImport = enImport
