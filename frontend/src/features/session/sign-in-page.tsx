import { useEffect } from 'react'
import type { Session } from '../../api/types'
import { t } from '../../text'
import css from './session.module.css'
import { SignInForm } from './sign-in-form'

export function SignInPage({ onSignedIn }: { onSignedIn: (session: Session) => void }) {
  useEffect(() => {
    document.title = `${t.session.title} · ${t.app.name}`
  }, [])
  return (
    <main className={css.page}>
      <div className={css.box}>
        <p className={css.brand}>
          <span className={css.logo} aria-hidden="true">
            F
          </span>
          {t.app.name}
        </p>
        <h1 className={css.title}>{t.session.title}</h1>
        <p className={css.lead}>{t.session.lead}</p>
        <SignInForm onSignedIn={onSignedIn} />
        <p className={css.disclaimer}>{t.session.disclaimer}</p>
      </div>
    </main>
  )
}
