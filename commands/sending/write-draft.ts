import type { Actor } from '../../contracts/actor.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import type { Draft, WriteDraft } from '../../contracts/sending/prompting.ts';
import type { RenderFacts } from '../../domain/rendering/facts.ts';
import type { CommandDeps } from '../deps.ts';
import { DRAFT_UNSUBSCRIBE_URL } from './draft-link.ts';

/**
 * Has a language model draft an email to one customer, from live facts (M4). For editing: nothing sends it.
 *
 * @throws ProblemError `not_found` for an absent or hidden customer, or an invoice that is not this customer's
 * @throws ProblemError `conflict` for an invoice that cannot be asked for: not open, or kept back
 * @throws ProblemError `no_language_model` when none is configured
 * @throws ProblemError `not_written` when the model wrote nothing that may be sent, with the reason
 */
export async function writeDraft(
  deps: CommandDeps,
  actor: Actor,
  { customerId, prompt, invoiceId }: WriteDraft & { customerId: string },
): Promise<Draft> {
  const { db, store, writer } = deps;
  if (!(await store.customers.isVisible(db, actor, customerId)))
    throw new ProblemError('not_found', 'No such customer.');
  if (!writer.isAvailable)
    throw new ProblemError('no_language_model', 'Nothing can be written: no language model is configured.');
  const { defaultMailboxId } = await store.organisation.get(db, actor);
  const now = await deps.now();
  const loaded = found(
    await store.sendFacts.loadRenderFacts(db, {
      customerId,
      mailboxId: defaultMailboxId,
      contactTypes: [],
      now,
      unsubscribeUrl: DRAFT_UNSUBSCRIBE_URL,
    }),
    'customer',
  );
  const { recipient } = loaded;
  const facts =
    invoiceId === undefined ? loaded.facts : await about(deps, actor, invoiceId, { customerId, ...loaded });
  const id = deps.newId('draft');
  const level = invoiceId === undefined ? 'account' : 'invoice';
  const written = await writer.write({ source: { kind: 'draft', id }, customerId, prompt, level, facts });
  if (written.kind === 'failed') throw new ProblemError('not_written', written.detail);
  const after = { customerId, draftId: id, prompt, level, ...(invoiceId !== undefined && { invoiceId }) };
  await store.audit.record(db, {
    at: now,
    actor,
    action: 'customer.draft',
    entity: 'customer',
    entityId: customerId,
    customerId,
    after,
  });
  const { subject, bodyHtml, bodyText } = written;
  const { locale: language } = facts.customer;
  return { id, customerId, language, subject, bodyHtml, bodyText, recipient };
}

/** The facts with one invoice in the middle. */
async function about(
  { db, store }: CommandDeps,
  actor: Actor,
  invoiceId: string,
  { customerId, facts }: { customerId: string; facts: RenderFacts },
): Promise<RenderFacts> {
  const stored = await store.invoices.find(db, actor, invoiceId);
  const shown = found(stored?.customerId === customerId ? stored : null, 'invoice');
  const invoice = facts.invoices.find(({ number }) => number === shown.number);
  if (!invoice)
    throw new ProblemError('conflict', 'This invoice is not open, or is kept back: nothing can be asked.');
  return { ...facts, invoices: [invoice], invoice };
}
