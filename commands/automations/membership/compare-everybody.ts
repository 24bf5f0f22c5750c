import type { Followed } from '../../../infra/db/automations/automation-followers.ts';
import type { Comparing, Moved } from '../../../infra/db/automations/automation-members.ts';
import type { CommandDeps } from '../../deps.ts';
import { asking } from './asking.ts';
import { askedAsOf, momentOf, type Moment } from './moment.ts';
import { moveMembers } from './move-members.ts';

/** Customers of one transaction. */
const CHUNK = 1_000;

/**
 * Compares everybody with the audience of an automation, chunk by chunk in the order of ids; between two of them others
 * may look at what changed. Cut off anywhere, it is not noted as done, and begins again.
 */
export async function* compareEverybody(
  deps: CommandDeps,
  followed: Followed,
  moment: Moment,
): AsyncGenerator<void, void> {
  const { automationFollowers, automationMembers } = deps.store;
  const { id } = followed.automation;
  const isNewRun = automationFollowers.isNewRun(followed);
  const { day, next } = await deps.db.$transaction(async (tx) => {
    await automationMembers.lock(tx, [id]);
    if (isNewRun) await automationMembers.forgetPending(tx, id);
    if (isNewRun || followed.standing === null)
      await automationFollowers.stand(tx, id, { day: moment.today, at: moment.now, hasMoved: true });
    const day = isNewRun ? moment.today : (followed.standing?.day ?? moment.today);
    return { day, next: await automationFollowers.nextTransaction(tx) };
  });
  yield* inChunks(deps, async (range, customerIds) => {
    await deps.db.$transaction(async (tx) => {
      await automationMembers.lock(tx, [id]);
      for (const one of (await automationFollowers.readFollowed(tx, moment.zone, [id])).followed)
        await asking(deps, one.automation, () =>
          automationMembers.compare(tx, {
            ...comparingOf(one, moment, customerIds),
            now: moment.now,
            range,
          }),
        );
    });
  });
  const settles = isNewRun ? next : followed.isSettling ? null : undefined;
  await automationFollowers.noteCompared(deps.db, followed, { day, settles });
}

/**
 * Compares everybody although nothing asks for it, every night (A8): customers whose change waits are left out, so that
 * nobody may differ. Who does is brought in order, and the reconciler reports it (O9).
 */
export async function* checkEverybody(
  deps: CommandDeps,
  followed: Followed,
  moment: Moment,
): AsyncGenerator<void, void> {
  const { automationFollowers, automationMembers } = deps.store;
  yield* inChunks(deps, async (range, customerIds) => {
    const one = await readComparable(deps, followed, moment);
    if (!one) return;
    const comparing = comparingOf(one, moment, customerIds);
    const { came, left } = await deps.db.$transaction(async (tx) => {
      await automationMembers.lock(tx, [one.automation.id]);
      return asking(deps, one.automation, () =>
        automationMembers.differences(tx, { ...comparing, range, isWithoutTouched: true }),
      );
    });
    if (came.length + left.length > 0) await mend(deps, one, [...came, ...left]);
  });
  if (await readComparable(deps, followed, moment))
    await automationFollowers.noteCompared(deps.db, followed, { day: moment.today, settles: undefined });
}

/** Time may have gone on in the sums of customers and not yet in the membership: what differs then, too, is a fault. */
async function mend(deps: CommandDeps, followed: Followed, customerIds: string[]): Promise<void> {
  const { automationFollowers, automationMembers } = deps.store;
  const moment = await momentOf(deps);
  await moveMembers(deps, followed, moment);
  const one = await readComparable(deps, followed, moment);
  if (!one) return;
  const { came, left } = await deps.db.$transaction(async (tx): Promise<Moved> => {
    await automationMembers.lock(tx, [one.automation.id]);
    const comparing = comparingOf(one, moment, customerIds);
    return automationMembers.compare(tx, { ...comparing, now: moment.now, isWithoutTouched: true });
  });
  const count = came.length + left.length;
  if (count > 0) await automationFollowers.noteDiffering(deps.db, one.automation.id, count);
}

/** The automation as it is now, unless everybody has to be compared anyway. */
async function readComparable(deps: CommandDeps, { automation }: Followed, { zone }: Moment) {
  const { automationFollowers } = deps.store;
  const { followed } = await automationFollowers.readFollowed(deps.db, zone, [automation.id]);
  return followed.find(automationFollowers.isCompared);
}

const comparingOf = (
  { automation, viewer, standing }: Followed,
  moment: Moment,
  customerIds: string[],
): Comparing => ({ automation, viewer, asked: { ...askedAsOf(standing, moment), customerIds } });

async function* inChunks(
  deps: CommandDeps,
  compare: (range: NonNullable<Comparing['range']>, customerIds: string[]) => Promise<void>,
): AsyncGenerator<void, void> {
  let after: string | null = null;
  for (;;) {
    const ids: string[] = await deps.store.customerRefresh.nextCustomers(deps.db, { after, limit: CHUNK });
    const until: string | null = ids.length < CHUNK ? null : (ids.at(-1) ?? null);
    await compare({ after, until }, ids);
    if (until === null) return;
    after = until;
    yield;
  }
}
