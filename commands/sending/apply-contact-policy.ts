import type { MessageSource } from '../../contracts/sending/kinds.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { ChangedAbout } from '../../infra/db/sending/contact-policy-changes.ts';
import type { CommandDeps } from '../deps.ts';
import { wakeNobody, type Release, type Releaser, type Wake } from '../release-waiting.ts';
import { attempt } from '../wakes.ts';

/** Messages of one transaction: big enough that its cost is the rows, small enough that nobody waits for it. */
const PAGE = 500;

/** Some of the messages of one source that the contact policy defers, in the order of their ids. */
export interface Page {
  /** The last one before. */
  behind: string;
  limit: number;
  now: number;
  /** What is being looked at right now is waited for, and not left alone. */
  isAgain: boolean;
}

/** Lets messages of one source look again that the contact policy or quiet hours defer, page by page (D6, M7). */
export interface Pager {
  kind: MessageSource;
  /** One page, in a transaction. `last`: where the next begins; null: there was none. `wake`: after the commit. */
  release(deps: CommandDeps, tx: Tx, page: Page): Promise<{ last: string | null; wake: Wake }>;
}

/**
 * Keeps that the contact policy, or what it counts, or quiet hours were changed: a workflow takes that to those who wait, of whom there may be
 * very many. Also after an automation: its messages stood in line before those of others.
 */
export const changeContactPolicy: Releaser = async (deps, tx, { release, now, isAgain = false }) => {
  const about = aboutOf(release);
  if (about === null) return wakeNobody;
  const changeId = deps.newId('contactPolicyChange');
  const sourceKind = deps.hooks.pagers[about][0]!.kind;
  await deps.store.contactPolicyChanges.add(tx, { changeId, about, sourceKind, isAgain, now });
  return () => attempt(deps.lifecycle.startContactPolicyChange(changeId));
};

function aboutOf({ of }: Release): ChangedAbout | null {
  if (of === 'quiet_hours') return of;
  return of === 'contact_policy' || of === 'automation' ? 'contact_policy' : null;
}

/**
 * Lets the next page of those look again whom a changed contact policy defers, or quiet hours do; its first page outdoes changes that are under
 * way. How far it has come is written with it, so
 * that whoever goes on after a crash begins where it ended.
 *
 * @returns whether there is more to do
 */
export async function applyContactPolicy(deps: CommandDeps, changeId: string): Promise<boolean> {
  const { contactPolicyChanges } = deps.store;
  const now = await deps.now();
  const about = await contactPolicyChanges.readAbout(deps.db, changeId);
  if (about === null) return false;
  const pagers = deps.hooks.pagers[about];
  const { isOver, wake } = await deps.db.$transaction(async (tx) => {
    await contactPolicyChanges.outdoOthers(tx, { changeId, about, sourceKind: pagers[0]!.kind, now });
    const change = await contactPolicyChanges.lock(tx, changeId);
    if (change === null) return { isOver: true, wake: wakeNobody };
    const at = pagers.findIndex(({ kind }) => kind === change.sourceKind);
    const pager = pagers[at];
    const { behind, isAgain } = change;
    const page = await pager?.release(deps, tx, { behind, isAgain, limit: PAGE, now });
    const next = page?.last != null ? pager : pagers[at + 1];
    const isOver = pager === undefined || next === undefined;
    if (isOver) await contactPolicyChanges.end(tx, changeId, now);
    else await contactPolicyChanges.move(tx, changeId, { sourceKind: next.kind, behind: page?.last ?? '' });
    return { isOver, wake: page?.wake ?? wakeNobody };
  });
  await wake();
  return !isOver;
}
