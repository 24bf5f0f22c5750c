import { setTimeout as sleep } from 'node:timers/promises';
import { createApiCaller, Refusal, type ApiCaller } from '../../api-caller.ts';
import { freePort } from '../../stack/ports.ts';
import type { ChaosRig } from '../rig.ts';
import { TcpProxy } from '../tcp-proxy.ts';
import type { WorkerProcess } from '../worker-process.ts';

/** An API as a process, behind a proxy that can keep its answers back. */
export interface Api {
  process: WorkerProcess;
  proxy: TcpProxy;
  call: ApiCaller;
}

/** How a call is made until it is answered. */
interface Asking {
  key: string;
  keys?: 'kept' | 'fresh';
  first?: Api;
}

const PAUSE_MS = 200;

/** APIs that a caller goes through until one of them has answered. */
export class SteadyApis {
  readonly all: Api[] = [];
  /** Calls that were made again, since no answer came. */
  retried = 0;
  #turn = 0;
  readonly #rig: ChaosRig;

  constructor(rig: ChaosRig) {
    this.#rig = rig;
  }

  /** Starts so many. */
  async start(count: number): Promise<void> {
    for (let n = 0; n < count; n += 1) {
      const port = await freePort();
      const process = this.#rig.apiProcess(port);
      await process.start();
      const proxy = await new TcpProxy({ host: '127.0.0.1', port }).start();
      const call = createApiCaller(`http://127.0.0.1:${proxy.port}`, this.#rig.api.key);
      this.all.push({ process, proxy, call });
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.all.map(({ proxy }) => proxy.stop()));
  }

  /**
   * Posts until one answers, each time to the next one, as a client does that keeps its `Idempotency-Key` (O8). `fresh` is
   * what none should do: a new key each time. `first`: who is asked first.
   */
  async post(path: string, json: unknown, { key, keys = 'kept', first }: Asking): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      const next = this.all[this.#turn++ % this.all.length];
      const { call } = (tries === 0 ? first : undefined) ?? next ?? this.#rig.api;
      const idempotencyKey = keys === 'kept' ? key : `${key}-${tries}`;
      try {
        await call.post(path, { json, idempotencyKey });
        return;
      } catch (error) {
        if (error instanceof Refusal && error.status < 500 && !isRunning(error)) throw error;
        this.retried += 1;
        await sleep(PAUSE_MS);
      }
    }
  }
}

/** The first call is still under way in another API, or its connection is not known to be gone. */
function isRunning({ message }: Refusal): boolean {
  return message.includes('still running');
}
