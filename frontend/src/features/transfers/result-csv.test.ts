import { expect, test } from 'vitest'
import { readCsv } from '../../lib/read-csv'
import { resultCsv } from './result-csv'

const rows = [
  { row: 2, status: 'accepted' as const, code: null, field: null, message: null },
  { row: 3, status: 'rejected' as const, code: 'vin_malformed', field: 'vin', message: '=not a VIN' },
]

test('each row of the file stands beside what became of it, and runs nothing when opened', () => {
  const file = readCsv(new TextEncoder().encode('vin,name\n1FT,Ana\nBAD,"=1+1"\n').buffer as ArrayBuffer)
  expect(resultCsv(rows, file)).toBe(
    'vin,name,_line,_status,_code,_field,_message\r\n' +
      '1FT,Ana,2,accepted,,,\r\n' +
      "BAD,'=1+1,3,rejected,vin_malformed,vin,'=not a VIN\r\n",
  )
})

test('without the file the result stands alone', () => {
  expect(resultCsv(rows.slice(0, 1), undefined)).toBe('_line,_status,_code,_field,_message\r\n2,accepted,,,\r\n')
})
