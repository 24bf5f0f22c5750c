import type { CommandDeps } from '../deps.ts';

/** How long a stop waits for the outcome of a hand-over that had begun. */
const OUTCOME_POLL_MS = 100;
const OUTCOME_POLLS = 30;

/**
 * What became of a message whose hand-over had begun. `handed_over`: the server has not answered; `put_off`: it refused
 * for now, and nothing has left.
 */
export type InFlightOutcome = 'handed_over' | 'sent' | 'refused' | 'uncertain' | 'put_off';

/** Waits a few seconds for the outcomes of messages whose hand-over had begun (S10). Order is kept. */
export async function awaitOutcomes(
  deps: Pick<CommandDeps, 'db' | 'store'>,
  inFlight: readonly { messageId: string; status: string }[],
): Promise<{ messageId: string; outcome: InFlightOutcome }[]> {
  const ids = inFlight.map((message) => message.messageId);
  for (let polls = 0; ; polls++) {
    const statuses =
      ids.length > 0 ? await deps.store.ledger.readStatuses(deps.db, ids) : new Map<string, string>();
    const isOpen = [...statuses.values()].includes('handed_over');
    if (!isOpen || polls === OUTCOME_POLLS) {
      return inFlight.map(({ messageId, status }) => ({
        messageId,
        outcome: outcomeOf(statuses.get(messageId) ?? status),
      }));
    }
    await new Promise((resolve) => setTimeout(resolve, OUTCOME_POLL_MS));
  }
}

function outcomeOf(messageStatus: string): InFlightOutcome {
  switch (messageStatus) {
    case 'handed_over':
    case 'sent':
    case 'refused':
    case 'uncertain':
      return messageStatus;
    default:
      return 'put_off';
  }
}
