/** How a text travels as SMS. */
export interface SmsSize {
  characters: number
  segments: number
  /** Whether the text has characters that are not in a phone's basic alphabet, which more than halves what fits. */
  unicode: boolean
}

// GSM 03.38: the basic alphabet, and its extension whose characters take two places.
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
const extension = new Set('^{}\\[~]|€')

export function smsSize(text: string): SmsSize {
  let places = 0
  for (const c of text) {
    if (basic.has(c)) places += 1
    else if (extension.has(c)) places += 2
    else return inUnicode(text)
  }
  return { characters: places, segments: count(places, 160, 153), unicode: false }
}

const inUnicode = (text: string): SmsSize => ({
  characters: text.length,
  segments: count(text.length, 70, 67),
  unicode: true,
})

const count = (places: number, alone: number, joined: number) => (places <= alone ? 1 : Math.ceil(places / joined))
