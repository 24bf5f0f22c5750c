import { SYSTEM } from '../../contracts/actor.ts';
import { erasurePatterns } from '../../domain/erasure-terms.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { PersonToForget } from '../../infra/db/customers/forgotten-contacts.ts';
import type { RunningErasure } from '../../infra/db/upkeep/erasures.ts';
import type { CommandDeps } from '../deps.ts';
import { TRANSACTION_TIMEOUT_MS, TRANSACTION_WAIT_MS } from '../run-command.ts';
import { addTo, forgetPerson, KIND_OF } from './forget-person.ts';

/** Rows looked through in one transaction. */
export const PAGE_ROWS = 2_000;
/** What was on its way when a person was erased has had its outcome by then. */
export const LOOK_AGAIN_MS = 2 * 60_000;

/**
 * Goes on with an erasure (U5), page by page, each a transaction with how far it has come: a crash repeats one page at
 * most. Afterwards it looks once more at what belongs to the customer, when nothing is on its way any more, for what came
 * meanwhile: a server's words about a message, a text that was being written. Then it forgets what it looked for.
 */
export async function continueErasure(
  deps: CommandDeps,
  { erasureId, pages }: { erasureId: string; pages: number },
): Promise<void> {
  for (let page = 0; page < pages; page += 1) {
    const now = await deps.now();
    const hasMore = await deps.db.$transaction(
      async (tx) => {
        const erasure = await deps.store.erasures.take(tx, erasureId);
        if (!erasure) return false;
        if (erasure.position !== null) return nextPage(deps, tx, erasure, now);
        if (erasure.looksAgainAt <= now) await lookAgain(deps, tx, erasure, now);
        return false;
      },
      { maxWait: TRANSACTION_WAIT_MS, timeout: TRANSACTION_TIMEOUT_MS },
    );
    if (!hasMore) return;
  }
}

const personOf = (deps: CommandDeps, { terms }: RunningErasure): PersonToForget =>
  JSON.parse(deps.secrets.open(terms)) as PersonToForget;

async function nextPage(deps: CommandDeps, tx: Tx, erasure: RunningErasure, now: number): Promise<boolean> {
  const { id, position, looksAgainAt } = erasure;
  const counts = { ...erasure.counts };
  const person = personOf(deps, erasure);
  const patterns = erasurePatterns(person.terms, person.shared);
  const page = await deps.store.forgottenTexts.eraseNextPage(tx, {
    position: position!,
    patterns,
    rows: PAGE_ROWS,
    mode: 'erase',
  });
  addTo(counts, KIND_OF[page.table] ?? page.table, page.found);
  await deps.store.erasures.move(tx, { id, counts, position: page.next, looksAgainAt, now });
  return page.next !== null;
}

async function lookAgain(deps: CommandDeps, tx: Tx, erasure: RunningErasure, now: number): Promise<void> {
  const { store } = deps;
  const person = personOf(deps, erasure);
  const { customerId } = person;
  const programIds = await store.forgottenTouchpoints.openProgramsOf(tx, customerId);
  await store.locks.passGates(
    tx,
    programIds.map((id) => ({ kind: 'program' as const, id })),
  );
  await store.customers.lockAndBump(tx, [customerId]);
  const { counts, inFlight } = await forgetPerson(deps, tx, {
    person,
    contacts: [],
    erasureId: erasure.id,
    actorId: SYSTEM.userId,
    now,
  });
  const total = { ...erasure.counts };
  for (const [kind, found] of Object.entries(counts)) addTo(total, kind, found);
  const looksAgainAt = now + LOOK_AGAIN_MS;
  await store.erasures.move(tx, { id: erasure.id, counts: total, position: null, looksAgainAt, now });
  if (inFlight.length === 0) await store.erasures.forgetTerms(tx, erasure.id);
}
