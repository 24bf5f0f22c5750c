import type { Actor } from '../../contracts/actor.ts';
import { found, ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import type {
  RelatedRecordDetail,
  UpsertRelatedRecord,
} from '../../contracts/receivables/related-records.ts';
import type { CommandDeps } from '../deps.ts';
import { relatedRecordRows } from './related-record-rows.ts';
import { fieldOf, importContextOf } from './sync-records.ts';
import { runCustomerCommand } from '../customers/touch-customer.ts';

/**
 * Creates or changes a related record of one customer (C16), found again by kind and external id.
 *
 * @throws ProblemError `not_found` when the customer is absent or hidden
 * @throws ProblemError `validation` naming what does not fit
 */
export function upsertRelatedRecord(
  deps: CommandDeps,
  actor: Actor,
  { customerId, ...input }: UpsertRelatedRecord & { customerId: string },
): Promise<RelatedRecordDetail> {
  return runCustomerCommand(deps, actor, async (tx, now, touch) => {
    if (!(await deps.store.customers.isVisible(tx, actor, customerId))) {
      throw new ProblemError('not_found', 'No such customer.');
    }
    const context = await importContextOf(deps, tx, { actor, source: 'api', now });
    const row = {
      line: 0,
      customerId,
      customerExternalId: '',
      kind: input.kind,
      externalId: input.externalId,
      status: input.status,
      occurredOn: input.occurredOn,
      endsOn: input.endsOn,
      amount: input.amount,
      currency: input.currency,
      properties: input.properties ?? {},
      allocations: input.allocations,
      url: input.url,
      of: input.of,
      events: input.events,
    };
    const result = await relatedRecordRows.store(tx, context, [row]);
    refuseInvalid(result.errors.map(({ column, message }) => ({ field: fieldOf(column), message })));
    // A credit note counts against what is owed before it is applied to anything (C18); what is told of it beside does not.
    if (result.customerIds.length > 0) await touch(customerId);
    const id = found(result.ids[0], 'related record');
    const after = found(await deps.store.relatedRecords.find(tx, actor, id), 'related record');
    const entry = { at: now, actor, entity: 'relatedRecord', entityId: after.id, customerId };
    const [outcome] = result.outcomes;
    if (outcome !== 'skipped')
      await deps.store.audit.record(tx, { ...entry, action: `relatedRecord.${outcome}`, after });
    return after;
  });
}
