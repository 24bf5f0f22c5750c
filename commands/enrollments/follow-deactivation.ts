import type { Actor } from '../../contracts/actor.ts';
import { ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import { sequenceChanges } from '../../contracts/sequences/changes.ts';
import { changeEntry } from '../../domain/change-entry.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { TeamPlace } from '../../infra/db/sequences/teams.ts';
import type { CommandDeps } from '../deps.ts';
import { handMailboxesOver } from '../sending/set-mailbox-users.ts';
import { followSight } from './follow-sight.ts';

/** A user who is deactivated, and who follows. */
export interface Deactivation {
  userId: string;
  successorId: string | null;
  actor: Actor;
  now: number;
}

/**
 * What a user who is deactivated leaves behind (S18): to the successor the sequences whose primary user they are, their places
 * in teams, the steps that name them and their mailboxes; the rows to the successor or the primary user. Without a successor
 * they leave teams and mailboxes, and steps that name them are the primary user's.
 *
 * @throws ProblemError `conflict` naming the sequences, where they are primary user and nobody follows
 * @throws ProblemError `validation` for a successor who is no other active user
 */
export async function followDeactivation(deps: CommandDeps, tx: Tx, leaving: Deactivation): Promise<void> {
  const { store } = deps;
  const { userId, successorId, actor, now } = leaving;
  const active = successorId === null ? [] : await store.mailboxUsers.lockActive(tx, [successorId]);
  const isUnfit = successorId !== null && (successorId === userId || active.length === 0);
  refuseInvalid(isUnfit ? [{ field: 'successorId', message: 'is no other active user' }] : []);
  const places = await store.teams.lockPlacesOf(tx, userId);
  refuseLeaderless(places, leaving);
  for (const place of places) await handOver(deps, tx, place, leaving);
  await handMailboxesOver(deps, tx, leaving);
  await followSight(deps, tx, { of: { userIds: [userId] }, successorId, actor, now });
}

function refuseLeaderless(places: readonly TeamPlace[], { userId, successorId }: Deactivation): void {
  const led = places.filter(({ primaryUserId }) => primaryUserId === userId);
  if (led.length === 0 || successorId !== null) return;
  const names = led.map(({ name }) => `"${name}"`).join(', ');
  throw new ProblemError('conflict', `Who follows as primary user of ${names}? Name a successorId.`, [
    { field: 'successorId', message: 'is required: the user is primary user of sequences' },
  ]);
}

/** One sequence, told as its edits are. */
async function handOver(
  { store }: CommandDeps,
  tx: Tx,
  place: TeamPlace,
  { userId, successorId, actor, now }: Deactivation,
): Promise<void> {
  const { sequenceId, planVersion, stepIds } = place;
  const primaryUserId = place.primaryUserId === userId ? successorId : place.primaryUserId;
  const memberIds = teamAfter(place, { userId, successorId, primaryUserId });
  const version = place.version + 1;
  await store.teams.saveTeam(tx, { sequenceId, version, primaryUserId, now });
  await store.sequences.replaceMembers(tx, { sequenceId, userIds: memberIds });
  await store.teams.nameAtSteps(tx, { stepIds, userId: successorId });
  const edit = { sequenceId, version, planVersion, kind: 'settings_edited', at: now, editorId: actor.userId };
  await store.sequences.recordVersion(tx, edit);
  const assignee = successorId === null ? { rule: 'primary_user' } : { rule: 'user', userId: successorId };
  const audited = { at: now, actor, customerId: null };
  await store.audit.recordAll(tx, [
    {
      ...audited,
      action: 'sequence.update',
      entity: 'sequence',
      entityId: sequenceId,
      before: { primaryUserId: place.primaryUserId, memberIds: place.memberIds },
      after: { primaryUserId, memberIds },
    },
    ...stepIds.map((entityId) => ({
      ...audited,
      action: 'step.update',
      entity: 'step',
      entityId,
      before: { assignee: { rule: 'user', userId } },
      after: { assignee },
    })),
  ]);
  const by = { actor, now };
  await store.changes.recordAll(tx, [
    changeEntry(sequenceChanges.settings_edited, by, { entityId: sequenceId, data: {} }),
    ...stepIds.map((stepId) =>
      changeEntry(sequenceChanges.step_edited, by, { entityId: sequenceId, data: { stepId } }),
    ),
  ]);
}

/** The team without who leaves, and with who follows where they were in it or are named now. */
function teamAfter(
  { memberIds, stepIds }: TeamPlace,
  {
    userId,
    successorId,
    primaryUserId,
  }: Pick<Deactivation, 'userId' | 'successorId'> & Pick<TeamPlace, 'primaryUserId'>,
): string[] {
  const others = memberIds.filter((memberId) => memberId !== userId);
  const isNeeded = memberIds.includes(userId) || stepIds.length > 0;
  if (successorId === null || successorId === primaryUserId || !isNeeded) return others;
  return [...new Set([...others, successorId])].sort();
}
