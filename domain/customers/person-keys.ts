import { erasedKey } from '../erased.ts';
import { nameKeyOf } from '../name-key.ts';

/** By what somebody who was forgotten would be known again in a row of a file or a sync (U5). */
export const personKeys = {
  address: (email: string) => erasedKey(`address ${email.toLowerCase()}`),
  externalId: (externalId: string) => erasedKey(`external id ${externalId}`),
  /** However it is spaced and its letters are composed. */
  name: (name: string) => erasedKey(`name ${nameKeyOf(name).replace(/\s+/g, ' ')}`),
};
