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

/** So long at most something waits for a browser that is busy. */
const busyMs = 300

/** Calls when the next frame has been painted and the browser has nothing else to do; the answer takes it back. */
export function whenIdle(f: () => void): () => void {
  let idle = 0
  const end = afterPaint(() => {
    // Not every browser tells.
    if ('requestIdleCallback' in window) idle = requestIdleCallback(f, { timeout: busyMs })
    else f()
  })
  return () => {
    end()
    if (idle) cancelIdleCallback(idle)
  }
}
