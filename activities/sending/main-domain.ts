import { domainsOf } from '../../domain/sending/contact-policy.ts';

/** The domain that the main copy of a message goes to; null without one. */
export function mainDomainOf({ recipients }: { recipients: readonly { address: string }[] }): string | null {
  return domainsOf(recipients.slice(0, 1).map(({ address }) => address))[0] ?? null;
}
