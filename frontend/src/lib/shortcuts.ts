import { useEffect, useRef, useSyncExternalStore } from 'react'

/** What a key, or two keys one after the other ("g q"), does. False leaves it to whoever else binds the key. */
export type Shortcuts = Record<string, (() => unknown) | undefined>

const layers: { current: Shortcuts }[] = []
const sequenceMs = 1200
let first: { key: string; at: number } | undefined

/**
 * Binds keys while the component is there. Of two that bind the same key the one that came later wins.
 * Keys do nothing while a person types, while a dialog is open, or when they are switched off.
 */
export function useShortcuts(shortcuts: Shortcuts) {
  const latest = useRef(shortcuts)
  useEffect(() => {
    latest.current = shortcuts
  })
  useEffect(() => {
    if (layers.length === 0) window.addEventListener('keydown', onKey)
    layers.push(latest)
    return () => {
      layers.splice(layers.indexOf(latest), 1)
      if (layers.length === 0) window.removeEventListener('keydown', onKey)
    }
  }, [])
}

/**
 * Binds Ctrl or ⌘ with a letter. It works while a person types, too, and cannot be switched off: nobody says it by
 * accident. While a dialog is open it does nothing.
 */
export function useCommandKey(key: string, act: () => void) {
  const latest = useRef(act)
  useEffect(() => {
    latest.current = act
  })
  useEffect(() => {
    const onCommand = (e: KeyboardEvent) => {
      if (!(e.ctrlKey || e.metaKey) || e.shiftKey || e.altKey || e.key.toLowerCase() !== key) return
      e.preventDefault() // the browser has something of its own there
      if (!document.querySelector(openDialog)) latest.current()
    }
    window.addEventListener('keydown', onCommand)
    return () => window.removeEventListener('keydown', onCommand)
  }, [key])
}

const openDialog = '[role="dialog"], [role="alertdialog"]'

function onKey(e: KeyboardEvent) {
  if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || e.isComposing || !shortcutsOn()) return
  if (isTyping(e.target) || document.querySelector(openDialog)) return
  const before = first && Date.now() - first.at < sequenceMs ? first.key : undefined
  first = undefined
  if ((before && run(`${before} ${e.key}`)) || run(e.key)) {
    e.preventDefault()
  } else if (!before && layers.some(l => Object.keys(l.current).some(k => k.startsWith(`${e.key} `)))) {
    first = { key: e.key, at: Date.now() }
  }
}

function run(key: string): boolean {
  for (let i = layers.length - 1; i >= 0; i--) {
    const f = layers[i]?.current[key]
    if (f && f() !== false) return true
  }
  return false
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit', 'file'].includes(target.type)
}

// People who steer by voice can set off single keys by speaking: they can be switched off.
const storageKey = 'portal.shortcuts'
const listeners = new Set<() => void>()

export function shortcutsOn(): boolean {
  return localStorage.getItem(storageKey) !== 'off'
}

export function setShortcutsOn(on: boolean) {
  if (on) localStorage.removeItem(storageKey)
  else localStorage.setItem(storageKey, 'off')
  for (const f of listeners) f()
}

export function useShortcutsOn(): boolean {
  return useSyncExternalStore(f => {
    listeners.add(f)
    return () => listeners.delete(f)
  }, shortcutsOn)
}
