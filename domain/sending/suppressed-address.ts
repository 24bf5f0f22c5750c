import type { Channel } from '../../contracts/sending/kinds.ts';
import { ADDRESS_PROBLEMS, addressKey, parseAddress } from '../customers/email-address.ts';
import { phoneKey, phoneKeys } from '../customers/phone-number.ts';

/** An address of a channel with the key it is suppressed and compared by, or why it is none. */
export type SuppressedAddress = { ok: true; address: string; key: string } | { ok: false; message: string };

/** A short number has four digits, E.164 fifteen; a few more for prefixes of those that cannot be read. */
const COMPARED_PHONE = /^\+?\d{4,20}$/;

/**
 * Reads an address to suppress (D3). Numbers are compared by E.164, national ones with the default region, so that all
 * spellings are one; what cannot be read so by its digits and a leading plus.
 */
export function readSuppressedAddress(
  channel: Channel,
  text: string,
  defaultRegion: string | null,
): SuppressedAddress {
  switch (channel) {
    case 'email': {
      const parsed = parseAddress(text);
      if (!parsed.ok) return { ok: false, message: ADDRESS_PROBLEMS[parsed.reason] };
      return { ok: true, address: parsed.address, key: addressKey(parsed.address) };
    }
    case 'sms': {
      const key = phoneKey(text, defaultRegion);
      if (!COMPARED_PHONE.test(key)) return { ok: false, message: 'is no telephone number' };
      return { ok: true, address: text, key };
    }
  }
}

/** Every key under which an address may stand on the list: of a number also that of older entries, its bare digits. */
export function suppressionKeys(channel: Channel, address: string, defaultRegion: string | null): string[] {
  switch (channel) {
    case 'email':
      return [addressKey(address)];
    case 'sms':
      return phoneKeys(address, defaultRegion).filter((key) => key !== '');
  }
}
