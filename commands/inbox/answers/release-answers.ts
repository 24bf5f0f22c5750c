import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import { wakeNobody, type Releasing, type Wake } from '../../release-waiting.ts';
import { attempt, inParallel } from '../../wakes.ts';

/** Lets answers look again that wait at a mailbox which is retired. Nothing else holds what a person answers. */
export async function releaseAnswers(
  { store, lifecycle }: CommandDeps,
  tx: Tx,
  { release, now }: Releasing,
): Promise<Wake> {
  if (release.of !== 'retired_mailbox') return wakeNobody;
  const answers = await store.waitingAnswers.releaseFromMailbox(tx, release.id, now);
  return () => inParallel(answers, (answer) => attempt(lifecycle.wakeAnswer(answer)));
}
