/** How a text goes through the network (M7): one character outside the alphabet of GSM makes all of it UCS-2. */
export type SmsCoding = 'GSM-7' | 'UCS-2';

/** What a text costs. `units`: septets of GSM-7, or units of UTF-16; `perSegment`: how many of them each part has room for. */
export interface SmsSegments {
  coding: SmsCoding;
  units: number;
  segments: number;
  perSegment: number;
}

/** The default alphabet of 3GPP TS 23.038, section 6.2.1. */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Its extension table, section 6.2.1.1: an escape and a character, two places. */
const EXTENSION = new Set('\f^{}\\[~]|€');

/** Room in a message alone, and in each part of a longer one, which a header joins together. */
const ROOM: Readonly<Record<SmsCoding, { alone: number; part: number }>> = {
  'GSM-7': { alone: 160, part: 153 },
  'UCS-2': { alone: 70, part: 67 },
};

/**
 * Counts a text as it is sent. No character is cut: one of two places that does not fit the rest of a part begins the
 * next one. An empty text is one empty segment.
 */
export function countSegments(text: string): SmsSegments {
  const characters = Array.from(text);
  const isGsm = characters.every((each) => BASIC.has(each) || EXTENSION.has(each));
  const coding = isGsm ? 'GSM-7' : 'UCS-2';
  const places = characters.map((each) => (isGsm ? (EXTENSION.has(each) ? 2 : 1) : each.length));
  const units = places.reduce((sum, each) => sum + each, 0);
  const { alone, part } = ROOM[coding];
  if (units <= alone) return { coding, units, segments: 1, perSegment: alone };
  let segments = 1;
  let used = 0;
  for (const each of places) {
    if (used + each > part) {
      segments += 1;
      used = 0;
    }
    used += each;
  }
  return { coding, units, segments, perSegment: part };
}
