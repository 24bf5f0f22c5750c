import type { Actor } from '../../../contracts/actor.ts';
import { mailSuggestionChanges } from '../../../contracts/inbox/changes.ts';
import type { SuggestionKind } from '../../../contracts/inbox/kinds.ts';
import type { AcceptSuggestion, MailSuggestion } from '../../../contracts/inbox/suggestions.ts';
import type { Permission } from '../../../contracts/permissions.ts';
import { found, ProblemError, refuseInvalid } from '../../../contracts/problems.ts';
import { addDays, localDateOf } from '../../../domain/time/calendar.ts';
import type { Tx } from '../../../infra/db/client.ts';
import { createContact } from '../../customers/create-contact.ts';
import { updateContact } from '../../customers/update-contact.ts';
import type { CommandDeps } from '../../deps.ts';
import { disputeInvoice } from '../../receivables/dispute-invoice.ts';
import { makePromise } from '../../receivables/make-promise.ts';
import { recordChange } from '../../record-change.ts';
import { joining, runCommand, type Unit } from '../../run-command.ts';

/** Money that was said to be on its way is waited for so many days. */
const MONEY_DAYS = 5;

/** What may be said beside accepting, by kind. */
const TAKES: Readonly<Record<SuggestionKind, readonly (keyof AcceptSuggestion)[]>> = {
  promise: ['amount', 'promisedOn', 'invoiceIds'],
  dispute: ['invoiceIds', 'reason'],
  remittance: ['amount', 'promisedOn', 'invoiceIds'],
  wrong_contact: ['contactId'],
  new_contact: ['name', 'email'],
};

/** What accepting needs beside the right to save customers. */
const NEEDS: Readonly<Partial<Record<SuggestionKind, Permission>>> = { dispute: 'invoices.save' };

/**
 * Accepts what a mail proposes (I8): does it by the command with which a person would do it, in one transaction with the suggestion.
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer
 * @throws ProblemError `conflict` when somebody decided before, or as the command says
 * @throws ProblemError `validation` for members that do not belong to its kind, missing ones, and as the command says
 * @throws ProblemError `forbidden` for a dispute, to whoever may not save invoices
 */
export async function acceptSuggestion(
  deps: CommandDeps,
  actor: Actor,
  { suggestionId, ...input }: AcceptSuggestion & { suggestionId: string },
): Promise<MailSuggestion> {
  const followUps: Unit['followUps'] = [];
  const accepted = await runCommand(deps, actor, async (tx, now) => {
    const suggestion = await openOne(deps, tx, actor, suggestionId);
    const { kind, customerId } = suggestion;
    const foreign = (Object.keys(input) as (keyof AcceptSuggestion)[]).filter(
      (key) => !TAKES[kind].includes(key),
    );
    refuseInvalid(foreign.map((field) => ({ field, message: `is not for suggestions of the kind ${kind}` })));
    await refuseLacking(deps, tx, { actor, kind, customerId });
    // What it did before belongs to this call, not to a key of the command.
    const joined = joining(deps, { tx, now, followUps });
    const { zone } = await deps.store.organisation.get(tx, actor);
    const today = localDateOf(now, zone);
    const resultId = await act(joined, { ...actor, idempotency: null }, { suggestion, input, today });
    await decide(deps, tx, { actor, now, suggestion, status: 'accepted' });
    await deps.store.mailSuggestions.setResult(tx, suggestionId, resultId);
    return found(await deps.store.mailSuggestions.find(tx, actor, suggestionId), 'mail suggestion');
  });
  for (const followUp of followUps) await followUp();
  return accepted;
}

/**
 * Dismisses what a mail proposes (I8).
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer; `conflict` when somebody decided before
 */
export function dismissSuggestion(
  deps: CommandDeps,
  actor: Actor,
  { suggestionId }: { suggestionId: string },
): Promise<MailSuggestion> {
  return runCommand(deps, actor, async (tx, now) => {
    const suggestion = await openOne(deps, tx, actor, suggestionId);
    await decide(deps, tx, { actor, now, suggestion, status: 'dismissed' });
    return found(await deps.store.mailSuggestions.find(tx, actor, suggestionId), 'mail suggestion');
  });
}

async function openOne(
  { store }: CommandDeps,
  tx: Tx,
  actor: Actor,
  suggestionId: string,
): Promise<MailSuggestion> {
  const suggestion = found(await store.mailSuggestions.find(tx, actor, suggestionId), 'mail suggestion');
  if (suggestion.status !== 'open') throw decidedBefore(suggestion);
  return suggestion;
}

const decidedBefore = ({ status }: Pick<MailSuggestion, 'status'>): ProblemError =>
  new ProblemError('conflict', `It was ${status === 'open' ? 'decided' : status} already.`);

async function refuseLacking(
  { store }: CommandDeps,
  tx: Tx,
  { actor, kind, customerId }: { actor: Actor; kind: SuggestionKind; customerId: string },
): Promise<void> {
  const needed = NEEDS[kind];
  if (needed === undefined || actor.permissions.includes(needed)) return;
  if (await store.ownership.owns(tx, actor, { by: 'customerId', id: customerId })) return;
  throw new ProblemError('forbidden', `The permission ${needed} is needed.`);
}

async function decide(
  deps: CommandDeps,
  tx: Tx,
  {
    actor,
    now,
    suggestion,
    status,
  }: { actor: Actor; now: number; suggestion: MailSuggestion; status: 'accepted' | 'dismissed' },
): Promise<void> {
  const { id: suggestionId, customerId, kind, mailId } = suggestion;
  const which = { suggestionId, status, actorId: actor.userId, now };
  if (!(await deps.store.mailSuggestions.decide(tx, which))) throw decidedBefore(suggestion);
  await recordChange(deps, tx, mailSuggestionChanges[status], {
    actor,
    now,
    entityId: suggestionId,
    customerId,
    data: { kind, mailId },
  });
}

interface Acting {
  suggestion: MailSuggestion;
  input: AcceptSuggestion;
  /** The organisation's day. */
  today: string;
}

/** Does it. @returns the id of what it made */
async function act(deps: CommandDeps, actor: Actor, { suggestion, input, today }: Acting): Promise<string> {
  const { kind, customerId, data, quote } = suggestion;
  const amount = input.amount ?? data.amount ?? undefined;
  switch (kind) {
    case 'promise':
    case 'remittance': {
      const isSaid = kind === 'promise';
      const promisedOn = input.promisedOn ?? (isSaid ? data.day : addDays(today, MONEY_DAYS));
      const noDay = { field: 'promisedOn', message: 'is needed: the mail names no day' };
      const invoiceIds = invoicesOf(suggestion, input, promisedOn === null ? [noDay] : []);
      const note = isSaid ? quote : `Said to be paid${data.day === null ? '' : ` on ${data.day}`}: ${quote}`;
      const promise = { customerId, invoiceIds, promisedOn: promisedOn ?? today, note };
      return (await makePromise(deps, actor, { ...promise, ...(amount !== undefined && { amount }) })).id;
    }
    case 'dispute': {
      const invoiceIds = invoicesOf(suggestion, input, []);
      for (const invoiceId of invoiceIds) {
        const invoice = await deps.store.invoices.find(deps.unit!.tx, actor, invoiceId);
        if (invoice?.customerId !== customerId)
          refuseInvalid([{ field: 'invoiceIds', message: 'must be open invoices of this customer' }]);
        await disputeInvoice(deps, actor, { invoiceId, reason: input.reason ?? quote });
      }
      return invoiceIds[0]!;
    }
    case 'wrong_contact': {
      const contactId = input.contactId ?? data.contactId;
      if (contactId === null) return needed('contactId', 'the mail does not say whom it means');
      const contact = await deps.store.contacts.find(deps.unit!.tx, actor, contactId);
      if (contact?.customerId !== customerId)
        refuseInvalid([{ field: 'contactId', message: 'is no contact of this customer' }]);
      return (await updateContact(deps, actor, { contactId, isActive: false })).id;
    }
    case 'new_contact': {
      const name = input.name ?? data.name;
      const email = input.email ?? data.email;
      if (name === null && email === null) return needed('email', 'a contact needs a name or an address');
      const contact = { customerId, name, email, type: 'other' as const };
      return (await createContact(deps, actor, contact)).id;
    }
  }
}

function needed(field: string, why: string): never {
  refuseInvalid([{ field, message: `is needed: ${why}` }]);
  throw new Error('unreachable');
}

function invoicesOf(
  { data }: MailSuggestion,
  { invoiceIds = data.invoiceIds }: AcceptSuggestion,
  problems: readonly { field: string; message: string }[],
): string[] {
  const missing = { field: 'invoiceIds', message: 'is needed: the mail names no open invoice' };
  refuseInvalid([...problems, ...(invoiceIds.length === 0 ? [missing] : [])]);
  return [...new Set(invoiceIds)];
}
