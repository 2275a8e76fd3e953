import type { OutcomeCode } from '../../api/types'

/** The outcomes that have a key, in the order of the keys 1 to 9. */
export const keyed: readonly OutcomeCode[] = [
  'booked',
  'callback',
  'voicemail',
  'no_answer',
  'not_now',
  'declined',
  'done_elsewhere',
  'not_owner',
  'do_not_contact',
]

/** The rarer ones. */
export const unkeyed: readonly OutcomeCode[] = ['reached', 'message_sent', 'wrong_number', 'replaced', 'battery_good']
