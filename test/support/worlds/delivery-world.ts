import { automationMessagesWorkflowId } from '../../../workflows/automations/automation-messages.messages.ts';
import { createCustomer } from '../rows/fixtures.ts';
import type { ScriptedSmtp } from '../servers/scripted-smtp.ts';
import { ActionWorld } from './action-world.ts';
import { AutomationMessageWorld, type TestPass } from './automation-message-world.ts';
import { startEngine, type Engine } from './engine.ts';
import { PASSWORD, ScriptedMailbox } from './scripted-mailbox.ts';

/** A mailbox as it stands when nothing is wrong with it. */
export const WORKING = { status: 'working', probeAt: null, failures: 0 };
/** Within the hours of automations, whenever this runs. */
const NOON = Date.parse('2099-12-02T11:00:00Z');

/** What is opened once for the tests of a file. */
export interface OpenedDeliveries {
  engine: Engine;
  world: AutomationMessageWorld;
  mailbox: ScriptedMailbox;
  smtp: ScriptedSmtp;
}

/** Deliveries of what automations say, by the real workflow and a mail server that follows a script. */
export class DeliveryWorld {
  /** Whether nobody hears that messages are to leave. */
  isDeaf = false;
  #opened: OpenedDeliveries | undefined;
  readonly #offset = NOON - Date.now();

  readonly now = (): Promise<number> => Promise.resolve(Date.now() + this.#offset);

  async open(): Promise<OpenedDeliveries> {
    const { now } = this;
    const engine = await startEngine({
      isOnDevServer: true,
      changeDeps: (deps) => ({
        ...deps,
        now,
        lifecycle: {
          ...deps.lifecycle,
          wakeAutomationMessages: (pass) =>
            this.isDeaf ? Promise.reject(new Error('cut off')) : deps.lifecycle.wakeAutomationMessages(pass),
        },
      }),
    });
    await new ActionWorld(engine).open();
    const world = new AutomationMessageWorld(engine.deps, engine.world, now);
    const mailbox = await new ScriptedMailbox(engine).start();
    this.#opened = { engine, world, mailbox, smtp: mailbox.smtp };
    return this.#opened;
  }

  /** Before each test: the mailbox works. */
  begin(): Promise<void> {
    return this.#all.mailbox.setPassword(PASSWORD, WORKING);
  }

  /** After each test. */
  reset(): void {
    this.#all.mailbox.reset();
    this.isDeaf = false;
  }

  async close(): Promise<void> {
    await this.#opened?.engine.close();
    await this.#opened?.smtp.stop();
  }

  readonly customer = async (change: { email?: string | null; balance?: string } = {}) =>
    createCustomer(this.#all.world.db, { ...change, now: await this.now() });

  /** Waits until the newest message of a pass to a customer stands so. */
  readonly becomes = (pass: TestPass, customerId: string | null, status: string): Promise<void> =>
    this.#all.engine.until(
      async () => (await this.#all.world.message(pass, customerId))?.sendStatus === status,
      `a message that is ${status}`,
    );

  /** Waits until the workflow of the messages of a pass has ended. */
  readonly ended = ({ automationId, passId }: TestPass): Promise<void> => {
    const { engine } = this.#all;
    const workflow = engine.client.workflow.getHandle(automationMessagesWorkflowId(automationId, passId));
    const isOver = async () => (await workflow.describe()).status.name === 'COMPLETED';
    return engine.until(isOver, `the end of the messages of ${passId}`);
  };

  get #all(): OpenedDeliveries {
    if (!this.#opened) throw new Error('not opened');
    return this.#opened;
  }
}
