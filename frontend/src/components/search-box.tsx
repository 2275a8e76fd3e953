import { useEffect, useRef, useState } from 'react'
import { useShortcuts } from '../lib/shortcuts'
import { useDebounced } from '../lib/use-debounced'
import { Kbd } from './kbd'
import css from './search-box.module.css'

interface Props {
  label: string
  placeholder: string
  value: string
  onSearch: (text: string) => void
}

/** A search that follows the typing, a moment behind it. "/" goes into it, Escape empties and leaves it. */
export function SearchBox({ label, placeholder, value, onSearch }: Props) {
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(value)
  const settled = useDebounced(text, 180)
  const asked = useRef(value)

  // What is in the address wins when it changes by other means than this box.
  useEffect(() => {
    if (value !== asked.current) {
      asked.current = value
      setText(value)
    }
  }, [value])

  useEffect(() => {
    const trimmed = settled.trim()
    if (trimmed !== asked.current && settled === text) {
      asked.current = trimmed
      onSearch(trimmed)
    }
  }, [settled, text, onSearch])

  useShortcuts({
    '/': () => {
      input.current?.focus()
      input.current?.select()
    },
  })

  return (
    <search className={css.search}>
      <input
        ref={input}
        type="search"
        className={css.input}
        aria-label={label}
        aria-keyshortcuts="/"
        placeholder={placeholder}
        maxLength={100}
        value={text}
        onChange={e => setText(e.target.value)}
        onKeyDown={e => {
          if (e.key === 'Escape') {
            e.preventDefault()
            setText('')
            input.current?.blur()
          }
        }}
      />
      <span className={css.key}>
        <Kbd>/</Kbd>
      </span>
    </search>
  )
}
