import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'

/** Attributes whose text people see or hear. */
const spoken = new Set(['aria-label', 'aria-description', 'title', 'placeholder', 'alt', 'label', 'hint'])
/** What is the same in every language: the logo, the names of keys, and the units and names of figures. */
const untranslated = new Set(['F', 'n', 'Ctrl', 'K'])

const screens = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter(f => f.endsWith('.tsx') && !f.endsWith('.test.tsx') && !f.startsWith('test/'))
  .map(f => join('src', f))

/** The words that a file would show without having them from the catalogue. */
function ownWords(path: string, source = readFileSync(path, 'utf8')): string[] {
  const found: string[] = []
  const add = (node: ts.Node, text: string) => {
    const words = text.trim()
    if (!/\p{L}/u.test(words) || untranslated.has(words)) return
    const { line } = ts.getLineAndCharacterOfPosition(file, node.getStart(file))
    found.push(`${path}:${line + 1}: ${words}`)
  }
  const shown = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) add(node, node.text)
    else if (ts.isTemplateExpression(node)) {
      for (const part of [node.head, ...node.templateSpans.map(s => s.literal)]) add(node, part.text)
    } else if (ts.isConditionalExpression(node)) {
      shown(node.whenTrue)
      shown(node.whenFalse)
    } else if (ts.isBinaryExpression(node)) {
      if (node.operatorToken.kind !== ts.SyntaxKind.EqualsEqualsEqualsToken) shown(node.right)
    } else if (ts.isParenthesizedExpression(node)) shown(node.expression)
  }
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
  const look = (node: ts.Node) => {
    if (ts.isJsxText(node)) add(node, node.text)
    if (ts.isJsxExpression(node) && node.expression && !ts.isJsxAttribute(node.parent)) shown(node.expression)
    if (ts.isJsxAttribute(node) && spoken.has(node.name.getText(file)) && node.initializer) {
      shown(
        ts.isJsxExpression(node.initializer) && node.initializer.expression
          ? node.initializer.expression
          : node.initializer,
      )
    }
    ts.forEachChild(node, look)
  }
  look(file)
  return found
}

test('no screen has words of its own: all of them are in the catalogue', () => {
  expect(screens.length).toBeGreaterThan(50)
  expect(screens.flatMap(f => ownWords(f))).toEqual([])
})

test('words are found wherever a screen could have them', () => {
  const source = `const x = <p title="Hint">Words {a ? 'either' : t.or} {n > 0 && \` \${n} left\`} {t.fine} <i className="not" aria-label={'said'} /></p>`
  expect(ownWords('a.tsx', source).map(w => w.replace(/^a\.tsx:1: /, ''))).toEqual([
    'Hint',
    'Words',
    'either',
    'left',
    'said',
  ])
})
