import type { Actor } from '../../contracts/actor.ts';
import type {
  BulkChange,
  CreateCustomerBulkChange,
  CreateInvoiceBulkChange,
  CustomerAction,
  InvoiceAction,
} from '../../contracts/bulk-changes/bulk-changes.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { Selected } from '../../infra/db/bulk-changes/bulk-changes.ts';
import { checkBulkChange } from './check-bulk-change.ts';
import type { CommandDeps } from '../deps.ts';
import { organisationToday } from '../access/organisation-today.ts';
import { runCommand } from '../run-command.ts';

/** A token is good for this long: what was counted should still look the same to who reads the count. */
const TTL_MS = 15 * 60 * 1000;
/** Used and expired ones are kept this long, to tell who asks what became of them. */
const FORGET_AFTER_MS = 24 * 60 * 60 * 1000;

/**
 * Counts what a change of owners, labels, lists or programs of many customers would do (C7, C10, P5), and stores exactly
 * that set under a token. Nothing else changes.
 *
 * @throws ProblemError `forbidden` when the action needs another permission
 * @throws ProblemError `validation` when the user, a label, the list or the program is not there, or a label to add or the
 *   program is archived
 */
export function createCustomerBulkChange(
  deps: CommandDeps,
  actor: Actor,
  { selection, action }: CreateCustomerBulkChange,
): Promise<BulkChange> {
  return runCommand(deps, actor, async (tx, now) => {
    const moment = { today: await organisationToday(deps, tx, { actor, now }), now };
    return store(deps, tx, { actor, what: { entity: 'customer', selection, moment }, action, now });
  });
}

/** Like {@link createCustomerBulkChange}, for labels of many invoices. */
export function createInvoiceBulkChange(
  deps: CommandDeps,
  actor: Actor,
  { selection, action }: CreateInvoiceBulkChange,
): Promise<BulkChange> {
  return runCommand(deps, actor, async (tx, now) => {
    const today = await organisationToday(deps, tx, { actor, now });
    return store(deps, tx, { actor, what: { entity: 'invoice', selection, today }, action, now });
  });
}

async function store(
  deps: CommandDeps,
  tx: Tx,
  {
    actor,
    what,
    action,
    now,
  }: { actor: Actor; what: Selected; action: CustomerAction | InvoiceAction; now: number },
): Promise<BulkChange> {
  const { bulkChanges, bulkEffects } = deps.store;
  const { entity } = what;
  await checkBulkChange(deps, tx, { actor, entity, action });
  await bulkChanges.forget(tx, now - FORGET_AFTER_MS);
  const token = deps.newId('bulkChange');
  const expiresAt = now + TTL_MS;
  const { count, hidden } = await bulkChanges.insert(tx, actor, { id: token, what, action, now, expiresAt });
  const changing = await bulkEffects.countChanging(tx, actor, { bulkChangeId: token, entity, action });
  const named = hidden === null ? {} : { hidden };
  return { token, count, changing, ...named, expiresAt: new Date(expiresAt).toISOString() };
}
