/* The ladder of the application. A folder may import those below it only; a feature knows no other
 * feature: the route that needs two of them puts them together. */
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from, pathNot: '[.]test[.]tsx?$' },
  to: { path: '^src/', pathNot: [from, ...allowed, '^src/text/'] },
})

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'features-are-closed',
      severity: 'error',
      comment: 'A route composes features; they do not import each other.',
      from: { path: '^src/features/([^/]+)/' },
      to: { path: '^src/features/', pathNot: '^src/features/$1/' },
    },
    only('features-import-downward', '^src/features/', ['^src/components/', '^src/api/', '^src/lib/']),
    only('components-know-no-api', '^src/components/', ['^src/lib/']),
    only('api-imports-lib-only', '^src/api/', ['^src/lib/']),
    only('lib-imports-nothing', '^src/lib/', []),
    {
      name: 'text-imports-nothing',
      severity: 'error',
      from: { path: '^src/text/' },
      to: { path: '^src/', pathNot: '^src/text/' },
    },
    {
      name: 'only-queries-call-the-api',
      severity: 'error',
      comment: 'A feature calls the API in its queries.ts; everything else there may import types.',
      from: { path: '^src/features/', pathNot: ['/queries[.]ts$', '[.]test[.]tsx?$'] },
      to: { path: '^src/api/client[.]ts$' },
    },
    {
      name: 'no-test-code-in-the-application',
      severity: 'error',
      from: { path: '^src/', pathNot: ['[.]test[.]tsx?$', '^src/test/'] },
      to: { path: '^src/test/' },
    },
    {
      name: 'no-undeclared-packages',
      severity: 'error',
      from: { path: '^src/', pathNot: ['[.]test[.]tsx?$', '^src/test/'] },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'],
        pathNot: 'vite/client',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '[.](css|woff2|svg)$' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js'], conditionNames: ['import', 'types', 'default'] },
  },
}
