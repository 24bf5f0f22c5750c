import type { CommandDeps } from '../deps.ts';

/** How long a stop waits for the outcome of a hand-over that had begun. */
const OUTCOME_POLL_MS = 100;
const OUTCOME_POLLS = 30;

/**
 * What became of a message whose hand-over had begun. `handed_over`: the server has not answered; `put_off`: it refused
 * for now, and nothing has left.
 */
export type InFlightOutcome = 'handed_over' | 'sent' | 'refused' | 'uncertain' | 'put_off';

/** A message whose hand-over had begun, or one copy of it; without `n`, the main one. */
export interface InFlightCopy {
  messageId: string;
  n?: number;
  status: string;
}

type Awaiting = Pick<CommandDeps, 'db' | 'store' | 'unit'>;

/**
 * Waits a few seconds for the outcomes of messages and copies whose hand-over had begun (S10). Order is kept. A part of a
 * unit does not wait: others would wait for its locks, and nothing of it is committed yet.
 */
export async function awaitOutcomes(
  deps: Awaiting,
  inFlight: readonly InFlightCopy[],
): Promise<{ messageId: string; n?: number; outcome: InFlightOutcome }[]> {
  for (let polls = 0; ; polls++) {
    const statuses = await readStatuses(deps, inFlight);
    if (!statuses.includes('handed_over') || polls === OUTCOME_POLLS || deps.unit) {
      return inFlight.map(({ messageId, n }, index) => ({
        messageId,
        ...(n !== undefined && { n }),
        outcome: outcomeOf(statuses[index]!),
      }));
    }
    await new Promise((resolve) => setTimeout(resolve, OUTCOME_POLL_MS));
  }
}

/** Where they stand now, in the same order. */
async function readStatuses(
  { db: outside, store, unit }: Awaiting,
  inFlight: readonly InFlightCopy[],
): Promise<string[]> {
  const db = unit?.tx ?? outside;
  const idsOf = (those: readonly InFlightCopy[]) => those.map(({ messageId }) => messageId);
  const messageIds = idsOf(inFlight.filter(({ n }) => n === undefined));
  const copied = idsOf(inFlight.filter(({ n }) => n !== undefined));
  const messages = messageIds.length > 0 ? await store.inFlight.readStatuses(db, messageIds) : null;
  const copies = copied.length > 0 ? await store.openCopies.readStatuses(db, copied) : [];
  return inFlight.map(({ messageId, n, status }) => {
    if (n === undefined) return messages?.get(messageId) ?? status;
    return copies.find((copy) => copy.messageId === messageId && copy.n === n)?.status ?? status;
  });
}

function outcomeOf(status: string): InFlightOutcome {
  switch (status) {
    case 'accepted':
      return 'sent';
    case 'handed_over':
    case 'sent':
    case 'refused':
    case 'uncertain':
      return status;
    default:
      return 'put_off';
  }
}
