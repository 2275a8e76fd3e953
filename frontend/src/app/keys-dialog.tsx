import { Dialog } from '../components/dialog'
import { Kbd } from '../components/kbd'
import { setShortcutsOn, useShortcutsOn } from '../lib/shortcuts'
import { t } from '../text'
import css from './keys-dialog.module.css'

/** The keys, and the way to switch off those that are a single letter. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  const on = useShortcutsOn()
  return (
    <Dialog title={t.keys.title} onClose={onClose} wide>
      <label className={css.switch}>
        <input type="checkbox" checked={on} onChange={e => setShortcutsOn(e.target.checked)} />
        {t.keys.on}
      </label>
      <div className={css.groups}>
        {t.keys.groups.map(group => (
          <section key={group.title} aria-label={group.title}>
            <h3 className={css.title}>{group.title}</h3>
            <dl className={css.keys}>
              {group.keys.map(([key, what]) => (
                <div key={key}>
                  <dt>
                    <span className={css.unseen}>{key}</span>
                    {key.split(/\s+/).map(k => (
                      <Kbd key={k}>{k}</Kbd>
                    ))}
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
