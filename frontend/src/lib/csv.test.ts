import { expect, test } from 'vitest'
import { csvOf, csvValue } from './csv'
import { columnOf, readCsv } from './read-csv'

test.each([
  ['=1+1', "'=1+1"],
  ['+49', "'+49"],
  ['-2', "'-2"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['  =1', "'  =1"],
  ['1-2', '1-2'],
  ['a "b", c', '"a ""b"", c"'],
  ['=HYPERLINK("x","y")', `"'=HYPERLINK(""x"",""y"")"`],
  [-5, '-5'],
  [null, ''],
])('%j is written as %s', (value, written) => expect(csvValue(value)).toBe(written))

test('rows end as spreadsheets expect it', () =>
  expect(
    csvOf([
      ['a', 1],
      ['b', null],
    ]),
  ).toBe('a,1\r\nb,\r\n'))

const bytes = (text: string) => new TextEncoder().encode(text).buffer as ArrayBuffer

test('a file is read with the line on which each row starts', () => {
  const file = readCsv(bytes('\ufeffVIN;Name\r\n1;"Two\r\nlines; one ""name"""\r\n\r\n2;Plain'))
  expect(file.header).toEqual(['VIN', 'Name'])
  expect(file.fieldsOf(2)).toEqual(['1', 'Two\r\nlines; one "name"'])
  expect(file.fieldsOf(5)).toEqual(['2', 'Plain'])
  expect(file.fieldsOf(6)).toBeUndefined()
})

test.each(['\n', '\r\n', '\r'])('lines end in %j', end => {
  const file = readCsv(bytes(['', 'a,b', '1,2', '3,4', ''].join(end)))
  expect(file.header).toEqual(['a', 'b'])
  expect(file.fieldsOf(3)).toEqual(['1', '2'])
  expect(file.fieldsOf(4)).toEqual(['3', '4'])
  expect(file.fieldsOf(5)).toBeUndefined()
})

test.each([',', ';', '\t', '|'])('%j separates', s => {
  expect(readCsv(bytes(`a${s}b\n1${s}2\n`)).fieldsOf(2)).toEqual(['1', '2'])
})

test('Windows-1252 and UTF-16 are read, too', () => {
  expect(readCsv(new Uint8Array([0x61, 0x0a, 0xd1, 0x0a]).buffer).fieldsOf(2)).toEqual(['Ñ'])
  expect(readCsv(new Uint8Array([0xff, 0xfe, 0x61, 0, 0x0a, 0, 0xd1, 0]).buffer).fieldsOf(2)).toEqual(['Ñ'])
})

test('a column is found however it is written', () => {
  expect(columnOf(['VIN', 'Current Mileage'], 'current_mileage')).toBe(1)
  expect(columnOf(['VIN'], 'year')).toBe(-1)
})
