/**
 * The words of the calling hours that a lead's line and the settings have. They are apart from the others because both
 * come later than the first view, and what that may load is counted.
 */
export const callHoursText = {
  until: (time: string, zone: string) => `May be called now until ${time} (${zone})`,
  opens: (time: string, zone: string) => `Not now. Opens ${time} (${zone})`,
  later: 'Not now. The hours have just ended.',
  asked: 'Never to be called: the owner asked not to be contacted.',
  noHours: 'Never to be called: the hours set for this state leave no time.',
  today: (time: string) => `${time} today`,
  tomorrow: (time: string) => `${time} tomorrow`,
  day: (time: string, day: string) => `${time} on ${day}`,
  basis: {
    state: (state: string) => `Hours for ${state}`,
    default: (state: string) => `Careful hours for ${state}`,
    unknown: () => 'State not known: the strictest hours of all',
    own: (state: string) => `Dealer’s own hours for ${state}`,
  },
  zones: 'in each of its time zones',
  texts: 'A text counts as a call here.',
  sources: 'Sources',

  settings: {
    title: 'Calling hours',
    lead: 'When owners may be called, by their own clock and the state of the vehicle. In a state with several time zones only what is within the hours in each of them counts; an area code is not looked at.',
    outer: (from: string, until: string) =>
      `Nothing is wider than the federal hours, ${from} to ${until}. What a manager sets here stands in the place of a state’s row.`,
    readFrom: (sources: string, date: string) => `Read on ${date}: ${sources}.`,
    state: 'State',
    weekdays: 'Mon–Fri',
    saturday: 'Saturday',
    sunday: 'Sunday',
    from: 'From',
    until: 'Until',
    basis: 'Where from',
    none: 'Not at all',
    bases: {
      state: 'Rule of the state',
      default: 'Careful hours: no rule is known here',
      unknown: 'Strictest of all',
      own: 'Dealer’s own',
    },
    own: (name: string, date: string) => `${name}, ${date}`,
    texts: 'A text counts as a call',
    rest: 'Every other state',
    unknown: 'State not known',
    change: (state: string) => `Change ${state}`,
    changeShort: 'Change',
    another: 'Set hours for',
    pick: 'another state…',
    dialog: (state: string) => `Calling hours for ${state}`,
    open: (day: string) => `${day}: may be called`,
    ends: (day: string, end: string) => `${day}, ${end.toLowerCase()}`,
    listed: 'The table’s row',
    days: (weekdays: string, saturday: string, sunday: string) =>
      `Mon–Fri ${weekdays}, Saturday ${saturday}, Sunday ${sunday}`,
    textsAreCalls: 'A text counts as a call',
    note: 'Note',
    noteHint: 'Why, or on whose word.',
    save: 'Save hours',
    saving: 'Saving…',
    saved: (state: string) => `Hours for ${state} saved.`,
    back: 'Back to the table’s row',
    isBack: (state: string) => `${state} has the table’s hours again.`,
    changed:
      'Somebody has changed the hours in the meantime. They are shown as they are now; look again, and save again.',
  },
}
