import { isNationalPhone, phoneKey } from './phone-number.ts';

/** By what a contact's shown phone is compared, beside the phone as it was given. */
export interface ComparedPhone {
  /** E.164 where it can be read as one, else its digits; null: there is no phone. */
  phoneKey: string | null;
  /** The region a national number was read with, {@link NO_REGION} without one; empty: it says its country itself. */
  phoneRegion: string | null;
}

/** Stands for the default region of an organisation that has none. */
export const NO_REGION = '-';

/** What is stored beside a phone. `region` is asked for only where the number does not say its country itself. */
export function comparedPhone(phone: string | null, region: string | null): ComparedPhone {
  if (phone === null) return { phoneKey: null, phoneRegion: null };
  if (!isNationalPhone(phone)) return { phoneKey: phoneKey(phone, null), phoneRegion: '' };
  return { phoneKey: phoneKey(phone, region), phoneRegion: region ?? NO_REGION };
}
