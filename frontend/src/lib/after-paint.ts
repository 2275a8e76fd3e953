/** How long a page that nobody looks at, which is not painted, waits. */
const unseenMs = 200

/** Calls when the next frame has been painted; the answer takes it back. */
export function afterPaint(f: () => void): () => void {
  let timer = setTimeout(f, unseenMs)
  const frame = requestAnimationFrame(() => {
    clearTimeout(timer)
    timer = setTimeout(f)
  })
  return () => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
  }
}
