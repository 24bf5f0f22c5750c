import { SYSTEM } from '../../contracts/actor.ts';
import { DIGEST_ABOVE } from '../../contracts/automations/kinds.ts';
import { gather } from '../../domain/automations/gathering.ts';
import type { WaitingMails } from '../../infra/db/automations/digests.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { StartedDelivery } from '../../infra/temporal/lifecycle/automations.ts';
import type { ActivityDeps } from '../deps.ts';

/**
 * Decides about mails of a pass to our own people that wait to see how many there are (A4): each leaves by itself, or one
 * digest takes their place, in one transaction, so that each of them is in one mail whatever crashes. Nobody is asked before
 * a moment at which one of them is to be looked at.
 */
export async function gatherMails(
  deps: ActivityDeps,
  pass: StartedDelivery,
  dueBefore: number,
): Promise<void> {
  const { digests, automations } = deps.store;
  const { passId, automationId } = pass;
  const now = await deps.now();
  await deps.db.$transaction(async (tx) => {
    if (!(await digests.isAnyDue(tx, { passId, dueBefore }))) return;
    // Before the mails that were made: who is acted on between the two is counted twice, and never not at all.
    const open = await digests.countOpenRecords(tx, { passId, most: DIGEST_ABOVE + 1 });
    const waiting = await digests.lockWaiting(tx, { passId, above: DIGEST_ABOVE });
    if (waiting.length === 0) return;
    const automation = await automations.read(tx, automationId);
    const mails = automation?.actions.filter(({ kind }) => kind === 'email_user').length ?? 0;
    const mayFollow = open === null ? null : open * mails;
    for (const reader of waiting) {
      const gathered = gather({ ...reader, mayFollow, now });
      if (gathered.kind === 'digest') await intoDigest(deps, tx, { pass, reader, now });
      else {
        const to = gathered.kind === 'single' ? 'requested' : 'gathering';
        // The end of the pass says so earlier.
        const wakeAt = gathered.kind === 'single' ? now : gathered.until;
        await digests.moveWaiting(tx, { passId, reader, to, digestId: null, wakeAt, now });
      }
    }
  });
}

async function intoDigest(
  deps: ActivityDeps,
  tx: Tx,
  { pass, reader, now }: { pass: StartedDelivery; reader: WaitingMails; now: number },
): Promise<void> {
  const { digests, automationMessages } = deps.store;
  const { userId, address, mailboxId, actionKey } = reader;
  const digestId = deps.newId('automationMessage');
  const { defaultMailboxId } = await deps.store.organisation.get(tx, SYSTEM);
  const message = {
    ...pass,
    id: digestId,
    customerId: null,
    effectId: null,
    actionKey,
    recipient: userId === null ? 'address' : 'user',
    userId,
    address: userId === null ? address : null,
    channel: 'email',
    purpose: 'outreach',
    content: { words: null, body: null, contactTypes: [] },
    mailboxId: mailboxId === defaultMailboxId ? null : mailboxId,
    sendStatus: 'requested',
  } as const;
  await automationMessages.insert(tx, message, now);
  const moved = { passId: pass.passId, reader, to: 'in_digest', digestId, wakeAt: null, now } as const;
  await digests.moveWaiting(tx, moved);
}
