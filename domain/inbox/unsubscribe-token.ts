import { UNSUBSCRIBE_TOKEN_CHARACTERS } from '../../contracts/sending/kinds.ts';

/** Our tokens stand behind any address of ours; what is called so is looked at, too. */
const UNSUBSCRIBE_ADDRESS = new RegExp(
  `^(?:(?:unsubscribe|unsub|list-unsubscribe|optout|opt-out)\\+([^@\\s]+)|[^@\\s]+\\+([0-9a-z]{${UNSUBSCRIBE_TOKEN_CHARACTERS}}))@`,
  'i',
);

/** What stands behind the `+` of an address that may be our unsubscribe address, lower case; null: it cannot be. */
export function unsubscribeToken(address: string): string | null {
  const [, named, token] = UNSUBSCRIBE_ADDRESS.exec(address) ?? [];
  return (named ?? token)?.toLowerCase() ?? null;
}
