const usual = [
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Phoenix',
  'America/Los_Angeles',
  'America/Anchorage',
  'Pacific/Honolulu',
]
const others = Intl.supportedValuesOf('timeZone').filter(z => /^(America|Pacific)\//.test(z) && !usual.includes(z))

/** The zones to choose from, the usual ones first, and one more that is chosen already. */
export function TimeZoneOptions({ chosen }: { chosen?: string }) {
  return (
    <>
      {chosen && !usual.includes(chosen) && !others.includes(chosen) && <option>{chosen}</option>}
      {usual.map(z => (
        <option key={z}>{z}</option>
      ))}
      <option disabled>──────</option>
      {others.map(z => (
        <option key={z}>{z}</option>
      ))}
    </>
  )
}
