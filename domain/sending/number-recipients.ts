import type { RecipientKind, RecipientStatus } from '../../contracts/sending/kinds.ts';

/** A recipient with the number of its copy: 1 is the main one, whose copy is the message itself. */
export interface NumberedRecipient {
  n: number;
  kind: RecipientKind;
  address: string;
}

/**
 * Numbers the recipients of a message in their order, the main one first (M5). Numbers of recipients that accepted it
 * before are theirs for ever.
 */
export function numberRecipients(
  recipients: readonly { kind: RecipientKind; address: string }[],
  before: readonly { n: number; status: RecipientStatus }[],
): NumberedRecipient[] {
  const taken = new Set(before.filter(({ status }) => status === 'accepted').map(({ n }) => n));
  let n = 0;
  return recipients.map((recipient) => {
    do n += 1;
    while (taken.has(n));
    return { n, ...recipient };
  });
}
