import { randomBytes } from 'node:crypto';
import type { ChaosStack } from '../../tools/chaos/rig.ts';
import { programOf } from '../../tools/build/program.ts';
import { freePort } from '../../tools/stack/ports.ts';
import { startChild } from '../../tools/stack/processes.ts';

/** `api/main.ts` as a process of its own. */
export interface ApiProcess {
  port: number;
  /** Resolves when it writes a line with these words, from now on. */
  says(words: string): Promise<void>;
  /** SIGTERM; kills it after `graceMs`. Returns its exit code, or the signal it ended by. */
  terminate(graceMs: number): Promise<number | string>;
}

/** Starts it; returns when it listens. */
export async function startApiProcess({
  databaseUrl,
  temporalAddress,
  namespace,
  secretKey = randomBytes(32).toString('base64'),
}: ChaosStack): Promise<ApiProcess> {
  const port = await freePort();
  const listeners = new Set<(line: string) => void>();
  const says = (words: string): Promise<void> =>
    new Promise((resolve) => listeners.add((line) => line.includes(words) && resolve()));
  const listening = says('listening');
  const { NODE_OPTIONS: _ofTests, ...environment } = process.env;
  const program = programOf(['api/main.ts']);
  const child = startChild({
    name: 'api',
    command: process.execPath,
    args: program.args,
    env: {
      ...environment,
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: temporalAddress,
      TEMPORAL_NAMESPACE: namespace,
      SECRET_KEY: secretKey,
      LOG_LEVEL: 'info',
      PORT: `${port}`,
      ...program.env,
    },
    onLine: (line) => {
      for (const listen of listeners) listen(line);
    },
  });
  await Promise.race([
    listening,
    child.ended.then((code) => Promise.reject(new Error(`the API ended while starting (${code})`))),
  ]);
  return {
    port,
    says,
    terminate: async (graceMs) => {
      await child.stop(graceMs);
      return child.ended;
    },
  };
}
