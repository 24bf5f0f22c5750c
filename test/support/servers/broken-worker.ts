import { Runtime, makeTelemetryFilterString } from '@temporalio/worker';
import type { ActivityDeps } from '../../../activities/deps.ts';
import type { SendFacts } from '../../../domain/sending/send-facts.ts';
import { loadConfig } from '../../../infra/config.ts';
import { createDatabase } from '../../../infra/db/client.ts';
import { createLogger } from '../../../infra/logger.ts';
import { createSmtpPool } from '../../../infra/mail/smtp-pool.ts';
import { connectWorkers, createTemporalClient } from '../../../infra/temporal/connection.ts';
import { ensureReconcileSchedule } from '../../../infra/temporal/schedules/upkeep.ts';
import { readWorkflows } from '../../../worker/bundle.ts';
import { createWorkers } from '../../../worker/create.ts';
import { createActivityDeps } from '../../../worker/deps.ts';

/**
 * A worker with a guard of the send switched off: `node --import tsx test/support/broken-worker.ts fence|claim`.
 * Chaos has to find it out. `fence`: every body may leave, and nothing is marked. `claim`: a message that was handed
 * over is claimed as if it were fresh.
 */
const MUTATIONS = { fence: withoutFence, claim: withoutClaim };

function withoutFence(deps: ActivityDeps): ActivityDeps {
  const stepSends = { ...deps.store.stepSends, passFence: () => Promise.resolve(true) };
  return { ...deps, store: { ...deps.store, stepSends } };
}

function withoutClaim(deps: ActivityDeps): ActivityDeps {
  const { store } = deps;
  const asFresh = (facts: SendFacts): SendFacts =>
    facts.message ? { ...facts, message: { ...facts.message, status: 'claimed' } } : facts;
  const readSendFacts: typeof store.sendFacts.readSendFacts = async (tx, input) => {
    const facts = await store.sendFacts.readSendFacts(tx, input);
    return facts && asFresh(facts);
  };
  const readToSend: typeof store.readToSend.readToSend = async (tx, input) => {
    const read = await store.readToSend.readToSend(tx, input);
    return read?.mail ? { ...read, mail: { ...read.mail, read: () => asFresh(read.mail!.read()) } } : read;
  };
  const inFlight = { ...store.inFlight, findInFlight: () => Promise.resolve([]) };
  const sendFacts = { ...store.sendFacts, readSendFacts };
  return { ...deps, store: { ...store, inFlight, sendFacts, readToSend: { readToSend } } };
}

const mutation = process.argv[2] as keyof typeof MUTATIONS;
const config = loadConfig();
const logger = createLogger({ name: 'worker', level: config.logLevel });
Runtime.install({
  telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
});
const db = createDatabase(config.database.url, { pool: config.database.pool });
const { client } = createTemporalClient(config);
const workers = await createWorkers({
  connection: await connectWorkers(config),
  namespace: config.temporal.namespace,
  deps: MUTATIONS[mutation](createActivityDeps({ config, db, client, pool: createSmtpPool() })),
  logger,
  bundle: await readWorkflows(config.worker.workflowBundles),
  maxSends: config.worker.maxSends,
});
await ensureReconcileSchedule(client, config.worker.reconcileSeconds);
logger.info({ mutation }, 'worker runs');
await Promise.all(workers.map((worker) => worker.run()));
