import type { Actor } from '../../contracts/actor.ts';
import { contactChanges } from '../../contracts/customers/changes.ts';
import { found } from '../../contracts/problems.ts';
import type { ErasureResult } from '../../contracts/upkeep/erasures.ts';
import { erasurePatterns } from '../../domain/erasure-terms.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { PersonToForget } from '../../infra/db/customers/forgotten-contacts.ts';
import type { LookedThrough, TextPosition } from '../../infra/db/upkeep/forgotten-texts.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCustomerCommand } from '../customers/touch-customer.ts';
import { continueErasure, LOOK_AGAIN_MS, PAGE_ROWS } from './continue-erasure.ts';
import { addTo, forgetPerson, KIND_OF } from './forget-person.ts';

/** So many pages the call looks through itself; the reconciler does the rest. */
const PAGES_AT_ONCE = 100;

/**
 * Forgets a person (U5): what belongs to their customer is erased in one transaction with the end of what was to be sent
 * to them; what else may quote them is looked through in pages afterwards, by this call as far as it comes and by the
 * reconciler. Erased already: the report. A dry run does the same in a transaction that is rolled back.
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer
 */
export async function eraseContact(
  deps: CommandDeps,
  actor: Actor,
  { contactId, dryRun }: { contactId: string; dryRun: boolean },
): Promise<ErasureResult> {
  const { db, store } = deps;
  const contact = found(await store.contacts.find(db, actor, contactId), 'contact');
  if (contact.erasedAt !== null) return reportOf(deps, db, { actor, contactId });
  if (dryRun) return tryOut(deps, actor, contactId);
  const result = await runCustomerCommand(deps, actor, (tx, now, touch) =>
    erase(deps, tx, { actor, contactId, now, touch: () => touch(contact.customerId) }),
  );
  const { erasure } = result;
  if (erasure === null) return result;
  await continueErasure(deps, { erasureId: erasure.id, pages: PAGES_AT_ONCE });
  const after = await store.erasures.find(db, actor, erasure.id);
  return after === null ? result : { ...result, erasure: after, counts: after.counts };
}

/** What became of somebody who was erased before. */
async function reportOf(
  { store }: CommandDeps,
  db: Tx,
  { actor, contactId }: { actor: Actor; contactId: string },
): Promise<ErasureResult> {
  const erasure = await store.erasures.ofContact(db, actor, contactId);
  return {
    erasure,
    contactIds: [contactId],
    counts: erasure?.counts ?? {},
    inFlight: [],
    sameAddressAt: [],
  };
}

interface Erasing {
  actor: Actor;
  contactId: string;
  now: number;
  touch: () => Promise<void>;
}

async function erase(deps: CommandDeps, tx: Tx, input: Erasing): Promise<ErasureResult> {
  const { store } = deps;
  const { actor, contactId, now } = input;
  const { customerId } = found(await store.contacts.find(tx, actor, contactId), 'contact');
  const programIds = await store.forgottenTouchpoints.openProgramsOf(tx, customerId);
  await store.locks.passGates(
    tx,
    programIds.map((id) => ({ kind: 'program' as const, id })),
  );
  await input.touch();
  const before = found(await store.contacts.find(tx, actor, contactId), 'contact');
  if (before.erasedAt !== null) return reportOf(deps, tx, { actor, contactId });
  const person = await store.forgottenContacts.readPerson(tx, contactId);
  const contacts = await store.forgottenContacts.activeOf(tx, customerId);
  const erasureId = deps.newId('erasure');
  const { counts, inFlight } = await forgetPerson(deps, tx, {
    person,
    contacts,
    erasureId,
    actorId: actor.userId,
    now,
  });
  const { keys } = person;
  await store.forgottenContacts.keepKeys(tx, { customerId, erasureId, keys, now });
  const reported = Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
  await store.erasures.insert(tx, {
    id: erasureId,
    contactId,
    customerId,
    counts: reported,
    createdById: actor.userId,
    terms: deps.secrets.seal(JSON.stringify(person)),
    looksAgainAt: now + LOOK_AGAIN_MS,
    now,
  });
  for (const entityId of person.contactIds) {
    const said = { actor, now, entityId, customerId, data: { erasureId } };
    await recordChange(deps, tx, contactChanges.erased, { ...said, after: { erasureId } });
  }
  const erasure = await store.erasures.find(tx, actor, erasureId);
  return { erasure, ...(await shownOf(deps, tx, actor, person)), counts: reported, inFlight };
}

/** Whom it concerns, as far as the actor may know. */
async function shownOf(
  { store }: CommandDeps,
  tx: Tx,
  actor: Actor,
  { contactIds, alsoAt }: PersonToForget,
): Promise<Pick<ErasureResult, 'contactIds' | 'sameAddressAt'>> {
  const sameAddressAt: ErasureResult['sameAddressAt'] = [];
  for (const other of alsoAt)
    if (await store.customers.isVisible(tx, actor, other.customerId)) sameAddressAt.push(other);
  return { contactIds, sameAddressAt };
}

/** Carries what a transaction found out of it, which is rolled back. */
class RolledBack extends Error {
  override readonly name = 'RolledBack';
  constructor(readonly result: ErasureResult) {
    super('a dry run is over');
  }
}

async function tryOut(deps: CommandDeps, actor: Actor, contactId: string): Promise<ErasureResult> {
  try {
    // No reply is kept under the call's key: the same key may erase afterwards.
    return await runCustomerCommand(deps, { ...actor, idempotency: null }, async (tx, now, touch) => {
      const person = await deps.store.forgottenContacts.readPerson(tx, contactId);
      const result = await erase(deps, tx, {
        actor,
        contactId,
        now,
        touch: () => touch(person.customerId),
      });
      const counts = { ...result.counts };
      await countElsewhere(deps, tx, person, counts);
      throw new RolledBack({ ...result, counts, erasure: null });
    });
  } catch (error) {
    if (error instanceof RolledBack) return error.result;
    throw error;
  }
}

/** What would be found in everything else, as far as a short look comes. */
async function countElsewhere(
  { store }: CommandDeps,
  tx: Tx,
  person: PersonToForget,
  counts: Record<string, number>,
): Promise<void> {
  const patterns = erasurePatterns(person.terms, person.shared);
  let position: TextPosition | null = { table: 0, after: null };
  for (let page = 0; position !== null && page < PAGES_AT_ONCE; page += 1) {
    const looked: LookedThrough = await store.forgottenTexts.eraseNextPage(tx, {
      position,
      patterns,
      rows: PAGE_ROWS,
      mode: 'count',
    });
    addTo(counts, KIND_OF[looked.table] ?? looked.table, looked.found);
    position = looked.next;
  }
}
