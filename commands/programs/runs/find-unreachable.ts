import type { DryRunReason } from '../../../contracts/programs/program-dry-runs.ts';
import { touchpointRecipients } from '../../../domain/programs/touchpoint-message.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import { readTouchpointContent } from '../touchpoints/read-touchpoint-content.ts';

/** A message that a run would produce. */
export interface ForeseenMessage {
  touchpointId: string;
  customerId: string;
  /** At invoice level. */
  invoiceId: string | null;
  /** The invoice, or the customer. */
  subjectId: string;
}

/** One that would reach nobody, and why. */
export type Unreachable = ForeseenMessage & { reason: DryRunReason };

/** Facts of so many customers are read at once. */
const CHUNK = 500;

/**
 * Those messages that nobody would get: whose customer has no contact to write to, or only addresses that may get none or
 * cannot be used (P12). Recipients are chosen as the run chooses them.
 *
 * @param input.day the organisation's, `YYYY-MM-DD`
 */
export async function findUnreachable(
  deps: Pick<CommandDeps, 'store'>,
  db: Tx,
  input: { messages: readonly ForeseenMessage[]; mailboxId: string | null; day: string; now: number },
): Promise<Unreachable[]> {
  const { mailboxId, day: today, now } = input;
  const touchpointIds = [...new Set(input.messages.map(({ touchpointId }) => touchpointId))];
  const contents = await readTouchpointContent(deps, db, touchpointIds);
  const addresses = [...contents.values()].flatMap(({ cc, bcc }) => [...cc, ...bcc]);
  const unreachable: Unreachable[] = [];
  for (let start = 0; start < input.messages.length; start += CHUNK) {
    const messages = input.messages.slice(start, start + CHUNK);
    const customerIds = messages.map(({ customerId }) => customerId);
    const read = { customerIds, mailboxId, addresses, now };
    const facts = await deps.store.touchpointFacts.readAll(db, read);
    for (const message of messages) {
      const { touchpointId, customerId, invoiceId } = message;
      const [content, of] = [contents.get(touchpointId), facts.get(customerId)];
      if (!content || !of) continue;
      const chosen = touchpointRecipients({ content, facts: of, invoiceId, today }, null);
      if (!('kind' in chosen)) continue;
      const isAddressBroken = chosen.kind === 'error' && chosen.code === 'invalid_address';
      const error = isAddressBroken ? 'invalid_address' : 'no_recipient';
      unreachable.push({ ...message, reason: chosen.kind === 'skip' ? chosen.reason : error });
    }
  }
  return unreachable;
}
