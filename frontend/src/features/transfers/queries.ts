import { useMutation } from '@tanstack/react-query'
import { api, bodyOf } from '../../api/client'
import type { ImportKind } from '../../api/types'

export interface ImportRequest {
  file: File
  kind: ImportKind
  /** Check the file and store nothing. */
  dryRun: boolean
}

export function useImport(dealer: string) {
  return useMutation({
    mutationFn: async ({ file, kind, dryRun }: ImportRequest) =>
      bodyOf(
        await api.POST('/api/imports', {
          params: { query: { dealer, kind, dry_run: dryRun } },
          body: file as unknown as string,
          bodySerializer: body => body as unknown as File,
          headers: { 'Content-Type': 'text/csv' },
        }),
      ),
  })
}
