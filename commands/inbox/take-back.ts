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
 * Takes back what the engine did because of what a mail was taken for: the hold of an absence, and the suppression by a
 * report, unless another mail says the same. What it stopped is stopped for good (S10), and named. In the transaction of the
 * new verdict.
 */
export async function takeBack(
  deps: CommandDeps,
  actor: Actor,
  { tx, now, mail, customerIds }: { tx: Tx; now: number; mail: Mail; customerIds: readonly string[] },
): Promise<TakenBack> {
  const { judgedMails, suppressions } = deps.store;
  const since = Date.parse(mail.createdAt);
  const which = { mailId: mail.id, messageId: mail.messageId, customerIds, since };
  const endedHolds: string[] = [];
  if (mail.verdict === 'out_of_office') {
    for (const holdId of await judgedMails.findHoldsBy(tx, { ...which, now })) {
      await endHold(deps, actor, { holdId });
      endedHolds.push(holdId);
    }
  }
  const removedSuppressions: string[] = [];
  if (mail.verdict === 'hard_bounce' || mail.verdict === 'soft_bounce') {
    const addressKeys = [...new Set(mail.failed.map(({ address }) => addressKey(address)))];
    await deps.store.customers.lockAndBump(
      tx,
      await suppressions.customersAt(tx, { channel: 'email', addressKeys }),
    );
    for (const before of await judgedMails.takeReportedOff(tx, { mailId: mail.id, addressKeys, since })) {
      removedSuppressions.push(before.id);
      await recordChange(deps, tx, suppressionChanges.removed, { actor, now, entityId: before.id, before });
    }
  }
  return { endedHolds, removedSuppressions, stopped: await judgedMails.findStoppedBy(tx, which) };
}
