import { setTimeout as sleep } from 'node:timers/promises';
import type { SmtpSession } from '../recording-smtp.ts';
import type { ChaosRig } from '../rig.ts';
import type { WorkerProcess } from '../worker-process.ts';
import { CONTROL, NOTE } from './doubles.ts';
import type { Api, SteadyApis } from './steady-apis.ts';

/** Sends that stand in their body at a kill: more than one worker has of them. */
const STANDING = 8;
const JOIN_MS = 2_000;
/** No mail may be due now: then the worker is killed at whatever it does. */
const NOBODY_MS = 20_000;
const HALF_A_BODY = 700;
/** By then the connections of a killed process are known to be closed. */
const GONE_MS = 200;
const POLL_MS = 25;

/**
 * Kills a worker while the mail server reads bodies. `isLost`: what it had sent of them is lost with it; else it arrives.
 *
 * @returns how many of its bodies were being read
 */
export async function killInBodies(
  { smtp, smtpProxy }: ChaosRig,
  worker: WorkerProcess,
  isLost: boolean,
): Promise<number> {
  const standing: SmtpSession[] = [];
  smtp.atMoment = (moment, session) => {
    if (moment !== 'data' || standing.length >= STANDING) return undefined;
    smtpProxy.limit(session.peerPort, HALF_A_BODY);
    standing.push(session);
    return undefined;
  };
  const inBody = (): SmtpSession[] => standing.filter(({ moment }) => moment === 'body');
  const [joined, nobody] = [Date.now() + JOIN_MS, Date.now() + NOBODY_MS];
  while (inBody().length < STANDING && Date.now() < (inBody().length === 0 ? nobody : joined))
    await sleep(POLL_MS);
  smtp.atMoment = () => undefined;
  const stood = inBody();
  await worker.kill();
  await sleep(GONE_MS);
  const cut = stood.filter(({ peerPort }) => smtpProxy.isGone(peerPort)).length;
  if (isLost) smtpProxy.forgetDead();
  smtpProxy.release();
  return cut;
}

/** Kills an API that has carried two calls out and not answered them; both are made again, one of them with another key. */
export async function killUnheard(
  { db }: ChaosRig,
  apis: SteadyApis,
  { api, kill, startAgain }: { api: Api; kill: number; startAgain: () => void },
): Promise<void> {
  const { process, proxy } = api;
  proxy.hush();
  const { id } = await db.customer.findFirstOrThrow({ select: { id: true } });
  const notes = [`${NOTE} of kill ${kill}`, `${CONTROL} ${kill}`];
  let isOver = false;
  const posting = Promise.all(
    notes.map((content, n) => {
      const keys = n === 0 ? 'kept' : 'fresh';
      const asking = { key: content.replaceAll(' ', '-'), keys, first: api } as const;
      return apis.post(`/v1/customers/${id}/notes`, { content }, asking);
    }),
  ).finally(() => (isOver = true));
  posting.catch(() => undefined);
  const areDone = async (): Promise<boolean> =>
    proxy.unheard > 0 && (await db.note.count({ where: { content: { in: notes } } })) === notes.length;
  while (!isOver && !(await areDone())) await sleep(POLL_MS);
  await process.kill();
  proxy.cut();
  proxy.release();
  // It may be the only one: what is made again waits for it.
  startAgain();
  await posting;
}
