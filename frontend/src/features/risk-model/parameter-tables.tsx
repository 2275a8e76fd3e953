import { Fragment } from 'react'
import type { RiskModel, RiskParameter } from '../../api/types'
import { GradeMark } from '../../components/grade-mark'
import { formatNumber } from '../../lib/format-number'
import { useMedia } from '../../lib/use-media'
import { t } from '../../text'
import css from './model.module.css'
import { type Block, byBar, imagined, valuesOf } from './parameters'

const words = t.riskModel

/** Every parameter under the step of the explanation that it acts in. */
export function ParameterTables({ model }: { model: RiskModel }) {
  return (
    <section id="parameters" aria-labelledby="parameters-title" className={css.section}>
      <header className={css.sectionHead}>
        <div>
          <h2 id="parameters-title">{words.parameters}</h2>
          <p className={css.lead}>{words.parametersLead}</p>
        </div>
        <ul className={css.grades} aria-label={words.grades}>
          {(['A', 'B', 'C'] as const).map(grade => (
            <li key={grade}>
              <GradeMark grade={grade} /> {t.lead.grade[grade]}
            </li>
          ))}
        </ul>
      </header>
      {byBar(model).map(({ bar, blocks }) => (
        <section key={bar.name} className={css.card} aria-labelledby={`bar-${bar.name}`}>
          <header className={css.barHead}>
            <h3 id={`bar-${bar.name}`}>{bar.label}</h3>
            <GradeMark grade={bar.grade} word />
            <p className={css.learned}>
              {bar.outcomes > 0 ? words.learnedFrom(formatNumber(bar.outcomes)) : words.notLearned}
            </p>
          </header>
          <p className={css.sub}>{bar.source}</p>
          {blocks.length > 0 && <Parameters label={words.parametersOf(bar.label)} blocks={blocks} />}
        </section>
      ))}
    </section>
  )
}

/** The source of a block stands beside its parameters, or under them where there is little room. */
function Parameters({ label, blocks }: { label: string; blocks: readonly Block[] }) {
  const wide = useMedia('(min-width: 1000px)')
  const h = words.columns
  return (
    <div className={css.scroll}>
      <table className={`${css.table} ${css.parameters}`} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{h.parameter}</th>
            <th scope="col" className={css.number}>
              {h.value}
            </th>
            <th scope="col" className={css.number}>
              {h.imagined} <span className={css.hint}>{h.imaginedHint}</span>
            </th>
            {wide && (
              <th scope="col" className={css.number}>
                {h.real}
              </th>
            )}
            <th scope="col" className={css.gradeCell}>
              {h.grade}
            </th>
            {wide && <th scope="col">{h.source}</th>}
          </tr>
        </thead>
        {blocks.map(block => (
          <tbody key={block.parameters[0]?.name}>
            {block.parameters.map((p, i) => (
              <tr key={p.name}>
                <th scope="row">{p.label}</th>
                <td className={css.number}>
                  <Values parameter={p} />
                </td>
                <td className={css.number}>
                  <span className={p.pseudo_counts ? undefined : css.quiet}>{imagined(p)}</span>
                  {!wide && <span className={css.realBelow}>{words.real(formatNumber(p.outcomes))}</span>}
                </td>
                {wide && (
                  <td className={css.number}>
                    <span className={p.outcomes > 0 ? undefined : css.quiet}>{formatNumber(p.outcomes)}</span>
                  </td>
                )}
                <td className={css.gradeCell}>
                  <GradeMark grade={p.grade} />
                </td>
                {wide && i === 0 && (
                  <td rowSpan={block.parameters.length} className={css.sourceCell}>
                    <Source block={block} />
                  </td>
                )}
              </tr>
            ))}
            {!wide && (
              <tr>
                <td colSpan={4} className={css.sourceRow}>
                  <Source block={block} />
                </td>
              </tr>
            )}
          </tbody>
        ))}
      </table>
    </div>
  )
}

function Values({ parameter }: { parameter: RiskParameter }) {
  const values = valuesOf(parameter)
  if (values.length === 1) return values[0]?.value
  return (
    <span className={css.months}>
      {values.map(v => (
        <Fragment key={v.month}>
          <span>{v.month}</span> <span>{v.value}</span>
        </Fragment>
      ))}
    </span>
  )
}

const Source = ({ block }: { block: Block }) => (
  <>
    {block.source}
    {block.note && <span className={css.noteText}> {block.note}</span>}
  </>
)
