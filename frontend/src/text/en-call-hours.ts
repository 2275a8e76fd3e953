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
    default: (state: string) => `${state} has no rule of its own here: careful hours`,
    unknown: () => 'The vehicle has no state: the strictest hours of all',
    own: (state: string) => `This dealer’s own hours for ${state}`,
  },
  zones: 'kept to in each of its time zones',
  sources: 'Sources',
}
