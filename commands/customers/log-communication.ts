import type { Actor } from '../../contracts/actor.ts';
import { communicationChanges } from '../../contracts/customers/changes.ts';
import type { Communication, LogCommunication } from '../../contracts/customers/communications.ts';
import { type FieldProblem, found, ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/** Clocks of callers may be this much ahead of ours. */
const CLOCK_TOLERANCE_MS = 5 * 60 * 1000;

/**
 * Logs a call, an email or another activity that happened elsewhere (C8, Q7).
 *
 * @throws ProblemError `not_found` when the customer is absent or hidden
 * @throws ProblemError `validation` for contacts and invoices of others, and a time that is still to come
 */
export function logCommunication(
  deps: CommandDeps,
  actor: Actor,
  { customerId, ...input }: LogCommunication & { customerId: string },
): Promise<Communication> {
  return runCommand(deps, actor, async (tx, now) => {
    if (!(await deps.store.customers.isVisible(tx, actor, customerId))) {
      throw new ProblemError('not_found', 'No such customer.');
    }
    refuseInvalid(await problemsOf(deps, tx, { actor, customerId, input, now }));
    const id = deps.newId('communication');
    const { callType, invoiceIds, ...entry } = input;
    const data = {
      ...(callType !== undefined && { callType }),
      ...(invoiceIds !== undefined && { invoiceIds }),
    };
    await deps.store.communications.insertAll(tx, [
      {
        ...entry,
        id,
        customerId,
        occurredAt: Date.parse(input.occurredAt),
        authorId: actor.userId,
        data: Object.keys(data).length === 0 ? null : data,
        now,
      },
    ]);
    const after = found(await deps.store.communications.find(tx, actor, id), 'communication');
    const feed = { kind: after.kind, direction: after.direction };
    await recordChange(deps, tx, communicationChanges.logged, {
      actor,
      now,
      entityId: id,
      after,
      customerId,
      data: feed,
    });
    return after;
  });
}

async function problemsOf(
  { store }: CommandDeps,
  tx: Tx,
  {
    actor,
    customerId,
    input,
    now,
  }: { actor: Actor; customerId: string; input: LogCommunication; now: number },
): Promise<FieldProblem[]> {
  const problems: FieldProblem[] = [];
  if (Date.parse(input.occurredAt) > now + CLOCK_TOLERANCE_MS) {
    problems.push({ field: 'occurredAt', message: 'must not lie in the future' });
  }
  if (input.contactId != null) {
    const contact = await store.contacts.find(tx, actor, input.contactId);
    if (contact?.customerId !== customerId)
      problems.push({ field: 'contactId', message: 'is no contact of this customer' });
  }
  const { invoiceIds = [] } = input;
  const known = await store.communications.invoiceIdsOf(tx, actor, { customerId, invoiceIds });
  invoiceIds.forEach((invoiceId, index) => {
    if (!known.includes(invoiceId)) {
      problems.push({ field: `invoiceIds[${index}]`, message: 'is no invoice of this customer' });
    }
  });
  return problems;
}
