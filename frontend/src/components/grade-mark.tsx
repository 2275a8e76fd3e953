import { t } from '../text'
import css from './grade-mark.module.css'

/** How well founded a number is: the letter, what it means on hover, and the word where it is an assumption. */
export function GradeMark({ grade, word = false }: { grade: keyof typeof t.lead.grade; word?: boolean }) {
  const said = t.lead.gradeOf(grade, t.lead.grade[grade])
  return (
    <span className={css.mark} title={said}>
      <span className={css.letter}>{grade}</span>
      {word && grade === 'C' && <span className={css.word}>{t.riskModel.assumption}</span>}
    </span>
  )
}
