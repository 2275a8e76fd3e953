/** The text when it is a path of this site; undefined for anything that could lead elsewhere. */
export function localPath(text: string | null): string | undefined {
  return text && /^\/(?![/\\])/.test(text) ? text : undefined
}
