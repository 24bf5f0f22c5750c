import { ageOpenCopies, findUncertain, type UncertainRow } from './ledger.ts';
import { copyName } from '../../infra/mail/links.ts';
import { RETRY_AFTER_SECONDS, type ChaosRig } from './rig.ts';

/** A moment more than the API asks for: the clock of the row is the worker's. */
const WAIT_MS = RETRY_AFTER_SECONDS * 1000 + 500;
const LOOK_EVERY_MS = 1_000;
/** Copies that stand for so long count as old: the real minutes would make a run of hours. */
const OLD_COPY_MS = 20_000;

/** Answers uncertain rows through the API, from the mail server's own record, while a run goes on. */
export class Person {
  answered = 0;
  /** Answers that the API refused, with its words. */
  refused: string[] = [];
  readonly #rig: ChaosRig;
  readonly #isAging: boolean;
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<void> = Promise.resolve();

  /** @param options.isAging makes copies old that nobody is at; without it they have to be taken up in real time */
  constructor(rig: ChaosRig, { isAging = true } = {}) {
    this.#rig = rig;
    this.#isAging = isAging;
  }

  /** Looks every second from now on. */
  begin(): void {
    this.#timer = setTimeout(() => {
      this.#looking = this.#look().finally(() => {
        if (this.#timer) this.begin();
      });
    }, LOOK_EVERY_MS);
  }

  async end(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#looking;
  }

  async #look(): Promise<void> {
    const { smtp } = this.#rig;
    if (this.#isAging) await ageOpenCopies(this.#rig, Date.now() - OLD_COPY_MS);
    for (const row of await findUncertain(this.#rig, Date.now() - WAIT_MS)) {
      if (smtp.isUndecided(row.recipient)) continue;
      try {
        await answerUncertain(this.#rig, row, smtp.accepted.has(copyName(row)));
        this.answered += 1;
      } catch (error) {
        this.refused.push(String(error));
      }
    }
  }
}

/** What a person does who has asked the mail server's keeper. */
async function answerUncertain(
  { api }: ChaosRig,
  { stepExecutionId, messageId, n }: UncertainRow,
  wasAccepted: boolean,
): Promise<void> {
  const row = n === 1 ? `queue/${stepExecutionId}` : `messages/${messageId}/copies/${n}`;
  await api.call.post(`/v1/${row}/${wasAccepted ? 'mark-sent' : 'retry'}`, { json: {} });
}
