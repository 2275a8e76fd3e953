import { type FormEvent, useRef, useState } from 'react'
import type { Dealer } from '../../api/types'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { Field } from '../../components/field'
import { t } from '../../text'
import type { LeadFilter } from './lead-filter'
import { WhereaboutsAnswer } from './whereabouts'
import css from './whereabouts.module.css'

interface Props {
  dealer: Dealer
  /** The VIN that is asked about; empty for none yet. It lives in the address. */
  vin: string
  filter: LeadFilter
  onVin: (vin: string) => void
  onOpen: (leadId: string) => void
  onFilter: (filter: LeadFilter) => void
  onClose: () => void
}

/** Says by VIN why a vehicle is not in the queue, or where in it it is. */
export function WhyDialog({ dealer, vin, filter, onVin, onOpen, onFilter, onClose }: Props) {
  const [text, setText] = useState(vin)
  const input = useRef<HTMLInputElement>(null)
  return (
    <Dialog title={t.why.title} onClose={onClose} focus={input}>
      <div className={css.dialog}>
        <form
          className={css.form}
          onSubmit={(e: FormEvent) => {
            e.preventDefault()
            onVin(text.trim())
          }}
        >
          <Field label={t.why.vin} hint={vin ? undefined : t.why.hint}>
            <input
              ref={input}
              value={text}
              maxLength={64}
              required
              autoComplete="off"
              spellCheck={false}
              onChange={e => setText(e.target.value)}
            />
          </Field>
          <Button type="submit" look={vin && vin === text.trim() ? 'plain' : 'primary'}>
            {t.why.ask}
          </Button>
        </form>
        {vin && <WhereaboutsAnswer dealer={dealer} vin={vin} filter={filter} onOpen={onOpen} onFilter={onFilter} />}
      </div>
    </Dialog>
  )
}
