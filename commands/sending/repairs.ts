import { SYSTEM } from '../../contracts/actor.ts';
import { phoneKey, readPhoneNumber } from '../../domain/customers/phone-number.ts';
import { addDays, localDateOf } from '../../domain/time/calendar.ts';
import type { StoredRelease } from '../../infra/db/releases.ts';
import type { CommandDeps } from '../deps.ts';
import { callAll, clearLines, givePlacesBack } from './call-waiting.ts';
import { wakeSources } from './wake-sources.ts';
import { releaseOf, releaseWaiting, wakeNobody } from '../release-waiting.ts';
import { runCommand } from '../run-command.ts';
import { probeMailbox } from './probe-mailbox.ts';
import { GRACE_MS, REPAIRED_ROWS, repairEach, type Repair } from '../repair.ts';

/** A claim of copies that is older than this has lost its owner. */
const CLAIM_MS = 2 * 60_000;

/** A mail that waits tries its mailbox within this time; then nobody has one. */
const PROBE_GRACE_MS = 60_000;

/** Something else may be open in the database for so long that nobody waits for its end. */
const MOST_OPEN_MS = 10 * 60_000;

/**
 * Lets look once more what was kept back by settings, switches or mailboxes as they were before: by whoever was looking at it
 * while they changed. Those have all ended by now.
 */
export const releaseAgain: Repair<never> = {
  counts: [],
  async run({ deps, now }) {
    const { db, store } = deps;
    const since = now - MOST_OPEN_MS;
    await store.releases.bound(db);
    const failures: unknown[] = [];
    // One after the other: they would leave alone what another one holds.
    for (const kept of await store.releases.listDue(db, { since }))
      await releaseOnceMore(deps, { kept, since }).catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  },
};

async function releaseOnceMore(
  deps: CommandDeps,
  { kept, since }: { kept: StoredRelease; since: number },
): Promise<void> {
  const release = releaseOf(kept);
  if (release === null) return;
  const wake = await runCommand(deps, SYSTEM, async (tx, now) => {
    const isMine = await deps.store.releases.take(tx, { ...kept, since });
    return isMine ? releaseWaiting(deps, tx, { release, now, isAgain: true }) : wakeNobody;
  });
  await wake();
}

/** A contact policy that has reached everybody is kept so long, to look at. */
const KEPT_CHANGE_MS = 30 * 86_400_000;

/** Starts what takes a changed contact policy to those who wait (D6), where it was lost. */
export const applyPolicies: Repair<'policies'> = {
  counts: ['policies'],
  async run({ deps, now, wakes, count }) {
    const { contactPolicyChanges } = deps.store;
    const open = await contactPolicyChanges.findOpen(deps.db, { before: now - GRACE_MS });
    await repairEach(open, async (changeId) => {
      await wakes.startContactPolicyChange(changeId);
      count('policies');
    });
    await contactPolicyChanges.forget(deps.db, now - KEPT_CHANGE_MS);
  },
};

/** Tries mailboxes that fail, or whose server was changed, and that no waiting mail tries (D2). */
export const probeUntried: Repair<'mailboxes'> = {
  counts: ['mailboxes'],
  async run({ deps, count }) {
    const dueBefore = (await deps.now()) - PROBE_GRACE_MS;
    const mailboxIds = await deps.store.mailboxHealth.findUntried(deps.db, { dueBefore });
    await repairEach(mailboxIds, async (mailboxId) => {
      if (await probeMailbox(deps, mailboxId)) count('mailboxes');
    });
  },
};

/** Wakes copies that are held no more, and those that nobody looks after: a wake-up that was lost, or a send that ended before them. */
export const wakeCopies: Repair<'copies'> = {
  counts: ['copies'],
  async run({ deps, now, wakes, count, found }) {
    const released = await deps.store.copies.releaseHeld(deps.db, { now, limit: REPAIRED_ROWS });
    await repairEach(released, (message) => deps.lifecycle.wakeCopies(message));
    const lookBefore = now - GRACE_MS;
    const claimedBefore = lookBefore - CLAIM_MS;
    const input = { lookBefore, claimedBefore, seed: now, limit: REPAIRED_ROWS };
    const left = await deps.store.openCopies.findUnattended(deps.db, input);
    await repairEach(left, async (message) => {
      await wakes.wakeCopies(message);
      count('copies');
      found('copies_unattended', 'message', message.messageId);
    });
  },
};

/** Who should have tried longer ago has missed its call. */
const CALL_GRACE_MS = 60_000;

/** Gives back what nobody holds any more of limits, calls who waits for that, and calls again who was not heard (S14). */
export const keepLines: Repair<never> = {
  counts: [],
  async run({ deps, now }) {
    await givePlacesBack(deps);
    await clearLines(deps);
    await callAll(deps);
    const { sendLines } = deps.store;
    const overdue = { before: now - CALL_GRACE_MS, limit: REPAIRED_ROWS };
    await wakeSources(deps, await sendLines.listOverdue(deps.db, overdue));
  },
};

const DAY_MS = 86_400_000;

/** Forgets places in lines and buckets of days that are over, wherever the organisation is. */
export const forgetPlaces: Repair<never> = {
  counts: [],
  async run({ deps, now }) {
    const { domainWaits, limitHistory } = deps.store;
    await domainWaits.forget(deps.db, addDays(localDateOf(now, 'UTC'), -2));
    await limitHistory.forgetBuckets(deps.db, now - 3 * DAY_MS);
  },
};

/** Forgets sign-ins of mailboxes that nobody came back from, or that ended (I6). */
export const forgetSignIns: Repair<never> = {
  counts: [],
  run: ({ deps, now }) => deps.store.oauthFlows.forget(deps.db, now - DAY_MS),
};

/** Suppressed numbers looked at in one step. */
const NUMBERS_A_PAGE = 1_000;

/** Whether a key is a number of a country, and not digits that could not be read. */
function isE164(key: string): boolean {
  const read = readPhoneNumber(key, null);
  return read.ok && read.e164 === key;
}

/** Compares suppressed numbers by E.164 that were stored by their digits: by an older version, or before there was a default region (D3, M7). */
export const compareNumbersAnew: Repair<never> = {
  counts: [],
  async run({ deps: { db, store } }) {
    const { defaultRegion } = await store.organisation.get(db, SYSTEM);
    for (let after = ''; ;) {
      const page = await store.suppressions.listNumbers(db, { after, limit: NUMBERS_A_PAGE });
      for (const { id, address, addressKey: before } of page) {
        const addressKey = phoneKey(address, defaultRegion);
        // What a region read stays read: the number is the same one, whatever the region is now.
        if (addressKey !== before && addressKey.startsWith('+') && !isE164(before))
          await store.suppressions.setKey(db, { id, addressKey, before });
      }
      if (page.length < NUMBERS_A_PAGE) return;
      after = page.at(-1)!.id;
    }
  },
};
