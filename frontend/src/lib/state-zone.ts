/** Where most people of each state live, by the clock: a default that a dealer near a border changes. */
const statesByZone: Record<string, string> = {
  'America/New_York': 'CT DC DE FL GA KY MA MD ME NC NH NJ NY OH PA RI SC VA VT WV',
  'America/Detroit': 'MI',
  'America/Indianapolis': 'IN',
  'America/Chicago': 'AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI',
  'America/Denver': 'CO MT NM UT WY',
  'America/Boise': 'ID',
  'America/Phoenix': 'AZ',
  'America/Los_Angeles': 'CA NV OR WA',
  'America/Anchorage': 'AK',
  'America/Puerto_Rico': 'PR VI',
  'Pacific/Honolulu': 'HI',
  'Pacific/Guam': 'GU MP',
  'Pacific/Pago_Pago': 'AS',
}

const zones = new Map(Object.entries(statesByZone).flatMap(([zone, states]) => states.split(' ').map(s => [s, zone])))

/** The usual IANA time zone of a state, by its two letters; undefined for what is no state. */
export const zoneOfState = (state: string): string | undefined => zones.get(state.trim().toUpperCase())
