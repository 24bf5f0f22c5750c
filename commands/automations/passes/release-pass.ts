import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import { wakeNobody, type Release, type Wake } from '../../release-waiting.ts';
import { attempt } from '../../wakes.ts';

/** Lets the open pass of an automation go on that was switched off (D9). */
export async function releasePass(
  deps: CommandDeps,
  tx: Tx,
  { release, now }: { release: Release; now: number },
): Promise<Wake> {
  if (release.of !== 'automation') return wakeNobody;
  const { id: automationId } = release;
  const { automationPasses } = deps.store;
  const open = await automationPasses.findOpen(tx, automationId);
  if (open?.status !== 'running') return wakeNobody;
  await automationPasses.save(tx, { passId: open.id, set: { wakeAt: now } });
  return () => attempt(deps.lifecycle.wakePass({ automationId, passId: open.id }));
}
