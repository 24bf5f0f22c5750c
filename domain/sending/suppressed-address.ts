import type { Channel } from '../../contracts/sending/kinds.ts';
import { ADDRESS_PROBLEMS, addressKey, parseAddress } from '../customers/email-address.ts';

/** An address of a channel with the key it is suppressed and compared by, or why it is none. */
export type SuppressedAddress = { ok: true; address: string; key: string } | { ok: false; message: string };

/** Reads an address to suppress (D3). Numbers are compared by their digits and a leading plus. */
export function readSuppressedAddress(channel: Channel, text: string): SuppressedAddress {
  switch (channel) {
    case 'email': {
      const parsed = parseAddress(text);
      if (!parsed.ok) return { ok: false, message: ADDRESS_PROBLEMS[parsed.reason] };
      return { ok: true, address: parsed.address, key: addressKey(parsed.address) };
    }
    case 'sms': {
      const key = text.replace(/[^0-9+]/g, '');
      if (!/^\+?\d{4,20}$/.test(key)) return { ok: false, message: 'is no telephone number' };
      return { ok: true, address: text, key };
    }
  }
}
