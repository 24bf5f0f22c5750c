import type { SequenceDefinition, StoredStep } from './definition.ts';

/** A mailbox and an address of it, as something names its sender. */
export interface NamedSender {
  mailboxId: string | null;
  fromAddress: string | null;
}

/** A user whom a mailbox belongs to, and the address of it that is theirs, in lower case (M1). */
export interface MailboxOwner {
  userId: string;
  address: string;
}

/** Who sends in place of a mailbox now (S24): itself or its successor. */
export interface SendingMailbox {
  /** In lower case. */
  ownAddress: string;
  addresses: ReadonlySet<string>;
  owners: readonly MailboxOwner[];
}

/** Where a user sends from if nothing is said; null: nowhere. `works`: whether it can send now. */
export type DefaultSender = (NamedSender & { works: boolean }) | null;

/**
 * Whether what leaves from an address of a mailbox is a user's: the mailbox belongs to them, and the address is not that of
 * somebody else in it.
 */
export function isSenderOf(
  userId: string | null,
  { ownAddress, addresses, owners }: SendingMailbox,
  fromAddress: string | null,
): boolean {
  if (!owners.some((owner) => owner.userId === userId)) return false;
  const key = fromAddress?.toLowerCase() ?? ownAddress;
  const address = addresses.has(key) ? key : ownAddress;
  const claimants = owners.filter((owner) => owner.address === address);
  return claimants.length === 0 || claimants.some((owner) => owner.userId === userId);
}

/** Steps with a sender that is not the sequence's (S7). */
export function stepsWithOwnSender({
  sequence,
  steps,
}: Pick<SequenceDefinition, 'sequence' | 'steps'>): StoredStep[] {
  const isOfSequence = ({ mailboxId, fromAddress }: NamedSender): boolean =>
    (mailboxId ?? sequence.mailboxId) === sequence.mailboxId &&
    fromAddress?.toLowerCase() === sequence.fromAddress?.toLowerCase();
  return steps.filter(
    (step) => (step.mailboxId !== null || step.fromAddress !== null) && !isOfSequence(step),
  );
}

/** Steps with another sender than the sequence, which is not the primary user's either (S7, S18). */
export function stepsWithForeignSender(
  definition: Pick<SequenceDefinition, 'sequence' | 'steps'>,
  sendingAs: ReadonlyMap<string, SendingMailbox>,
): StoredStep[] {
  const { primaryUserId, mailboxId: ofSequence } = definition.sequence;
  return stepsWithOwnSender(definition).filter(({ mailboxId, fromAddress }) => {
    const sending = sendingAs.get(mailboxId ?? ofSequence ?? '');
    return !sending || !isSenderOf(primaryUserId, sending, fromAddress);
  });
}
