// A fleet to measure with: as many vehicles as are asked for, invented, each with a VIN whose check digit fits.

const values = Object.fromEntries(
  [...'0123456789'].map(c => [c, Number(c)]).concat([...'ABCDEFGH'].map((c, i) => [c, i + 1])),
)
Object.assign(values, { J: 1, K: 2, L: 3, M: 4, N: 5, P: 7, R: 9, S: 2, T: 3, U: 4, V: 5, W: 6, X: 7, Y: 8, Z: 9 })
const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]

function withCheckDigit(vin) {
  const sum = [...vin].reduce((total, c, i) => total + weights[i] * values[c], 0)
  return `${vin.slice(0, 8)}${'0123456789X'[sum % 11]}${vin.slice(9)}`
}

const models = [
  'F-150 XLT',
  'Explorer XLT',
  'Escape SE',
  'Transit 250',
  'Edge SEL',
  'Ranger XL',
  'Expedition',
  'Mustang GT',
]
const first = ['Ada', 'Ben', 'Cleo', 'Dana', 'Eli', 'Fern', 'Gus', 'Hana', 'Ivan', 'June', 'Kit', 'Lena']
const last = ['Test-Adams', 'Test-Brandt', 'Test-Cole', 'Test-Diaz', 'Test-Evans', 'Test-Fox', 'Test-Gray', 'Test-Hale']
const states = ['MI', 'OH', 'AZ', 'TX', 'FL', 'MN']

/** A CSV file as a dealer system exports it. `series` keeps the VINs of two fleets apart. */
export function fleetCsv(count, series) {
  const rows = [
    'vin,year,make,model,mileage,customer_name,city,state,battery_installed,battery_chemistry,commercial_use',
  ]
  for (let i = 0; i < count; i++) {
    const vin = withCheckDigit(`1FTFW1E50PF${series}${String(i).padStart(5, '0')}`)
    const year = 2014 + (i % 11)
    // No battery is older than its vehicle; a file that says so is refused.
    const fitted = Math.max(Date.UTC(2026, 0, 15) - ((i * 7919) % 84) * 30.4 * 86_400_000, Date.UTC(year, 0, 1))
    rows.push(
      [
        vin,
        year,
        'Ford',
        models[i % models.length],
        12_000 + ((i * 137) % 110_000),
        `${first[i % first.length]} ${last[(i >> 3) % last.length]}`,
        'Testville',
        states[i % states.length],
        new Date(fitted).toISOString().slice(0, 10),
        i % 3 === 0 ? 'agm' : 'flooded',
        i % 2 === 0 ? 'yes' : 'no',
      ].join(','),
    )
  }
  return `${rows.join('\n')}\n`
}
