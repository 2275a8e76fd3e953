import { type ComponentType, lazy } from 'react'

/** A screen in a file of its own, which can be asked for before it is shown. */
export function lazyScreen<P extends object>(load: () => Promise<ComponentType<P>>) {
  let loading: Promise<{ default: ComponentType<P> }> | undefined
  const once = () => {
    loading ??= load().then(component => ({ default: component }))
    // A file that could not be had is asked for again the next time.
    loading.catch(() => {
      loading = undefined
    })
    return loading
  }
  return { Screen: lazy(once), preload: () => void once().catch(() => undefined) }
}
