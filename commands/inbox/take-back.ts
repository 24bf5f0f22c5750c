import type { Actor } from '../../contracts/actor.ts';
import type { JudgedMail, Mail } from '../../contracts/inbox/mails.ts';
import { suppressionChanges } from '../../contracts/sending/changes.ts';
import { addressKey } from '../../domain/customers/email-address.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { endHold } from '../holds/end-hold.ts';
import { recordChange } from '../record-change.ts';

/** What became of what had followed from a mail. */
export type TakenBack = Omit<JudgedMail, 'mail'>;

/**
 * Takes back what the engine did because of what a mail was taken for: what it told of, the hold of an absence or a reply,
 * and the suppression by a report, unless another mail says the same. What it stopped is stopped for good (S10), and named.
 * What a person confirmed stays theirs. In the transaction of the new verdict.
 */
export async function takeBack(
  deps: CommandDeps,
  actor: Actor,
  { tx, now, mail, customerIds }: TakingBack,
): Promise<TakenBack> {
  const { judgedMails } = deps.store;
  const which = {
    mailId: mail.id,
    messageId: mail.messageId,
    customerIds,
    since: Date.parse(mail.createdAt),
  };
  const told = await judgedMails.takeEventsBack(tx, which);
  const endedHolds = [
    ...(mail.verdict === 'out_of_office' ? await judgedMails.findAwayHoldsBy(tx, { ...which, now }) : []),
    ...(told.has('reply') ? await judgedMails.findReplyHoldsBy(tx, { ...which, now }) : []),
  ];
  for (const holdId of endedHolds) await endHold(deps, actor, { holdId });
  const removedSuppressions = await takeSuppressionsBack(deps, actor, { tx, now, mail, customerIds });
  return { endedHolds, removedSuppressions, stopped: await judgedMails.findStoppedBy(tx, which) };
}

/** What is taken back, and of whom. */
interface TakingBack {
  tx: Tx;
  now: number;
  mail: Mail;
  customerIds: readonly string[];
}

/** @returns the entries that were taken off */
async function takeSuppressionsBack(
  deps: CommandDeps,
  actor: Actor,
  { tx, now, mail }: TakingBack,
): Promise<string[]> {
  const { judgedMails, suppressions, customers } = deps.store;
  const { verdict } = mail;
  const isComplaint = verdict === 'complaint';
  if (!isComplaint && verdict !== 'hard_bounce' && verdict !== 'soft_bounce') return [];
  const addresses = isComplaint
    ? await judgedMails.complainedAbout(tx, mail)
    : mail.failed.map(({ address }) => address);
  const addressKeys = [...new Set(addresses.map(addressKey))];
  await customers.lockAndBump(tx, await suppressions.customersAt(tx, { channel: 'email', addressKeys }));
  const which = { mailId: mail.id, addressKeys, since: Date.parse(mail.createdAt) };
  const removed = await (isComplaint
    ? judgedMails.takeComplaintOff(tx, which)
    : judgedMails.takeReportedOff(tx, which));
  for (const before of removed)
    await recordChange(deps, tx, suppressionChanges.removed, { actor, now, entityId: before.id, before });
  return removed.map(({ id }) => id);
}
