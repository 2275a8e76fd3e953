import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { Meter } from '../../components/meter'
import { formatCount, plural } from '../../lib/format-number'
import { tImport } from '../../text/import'
import css from './import.module.css'
import { latestImportsQuery } from './queries'

interface Props {
  dealer: string
  /** Called when vehicles that waited have their estimates. */
  onDone?: () => void
}

/** How many vehicles wait for their estimates, and when none does any more. */
export function Scoring({ dealer, onDone }: Props) {
  // What is known from before says nothing of the vehicles that have just come.
  const { data, isFetchedAfterMount } = useQuery({ ...latestImportsQuery(dealer), refetchOnMount: 'always' })
  const most = useRef(0)
  const waited = useRef(false)
  const scoring = isFetchedAfterMount ? data?.scoring : undefined
  useEffect(() => {
    if (scoring?.done && waited.current) onDone?.()
    waited.current = scoring?.done === false
  }, [scoring?.done, onDone])
  if (!scoring) return null
  most.current = Math.max(most.current, scoring.waiting)
  const of = most.current
  const done = of - scoring.waiting
  return (
    <div className={css.scoring}>
      <p role="status">{scoring.done ? tImport.scored : tImport.scoring}</p>
      {!scoring.done && (
        <>
          <span className={css.hint}>
            {scoring.waiting > 0 ? plural(scoring.waiting, tImport.waiting) : tImport.ranking}
          </span>
          <div className={css.meter}>
            <Meter
              label={tImport.scoring}
              text={scoring.waiting > 0 ? tImport.scoredOf(formatCount(done), formatCount(of)) : tImport.ranking}
              {...(scoring.waiting > 0 && { done, of })}
            />
          </div>
        </>
      )}
    </div>
  )
}
