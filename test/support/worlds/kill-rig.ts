import { setTimeout as sleep } from 'node:timers/promises';
import { openRig, type ChaosRig } from '../../../tools/chaos/rig.ts';
import { createTestDatabase } from '../servers/database.ts';
import { devServerConnection } from '../servers/temporal.ts';

/** A rig with an own database on the dev server of the tests; `close` takes all of it down. */
export async function openKillRig(environment: Readonly<Record<string, string>> = {}): Promise<ChaosRig> {
  const [database, temporal] = await Promise.all([createTestDatabase(), devServerConnection()]);
  const { address: temporalAddress, namespace } = temporal;
  const rig = await openRig({ databaseUrl: database.url, temporalAddress, namespace, environment }, [
    'worker/main.ts',
  ]);
  const close = async (): Promise<void> => {
    await rig.close();
    await Promise.all([database.drop(), temporal.close()]);
  };
  return { ...rig, close };
}

/** Waits, in real time, until something of a rig has come. */
export async function untilOf(
  rig: ChaosRig,
  { condition, what, patienceMs }: { condition: () => Promise<boolean>; what: string; patienceMs: number },
): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`never came: ${what}\n${rig.worker.log}`);
    await sleep(50);
  }
}
