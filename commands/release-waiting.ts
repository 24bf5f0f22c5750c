import type { Tx } from '../infra/db/client.ts';
import type { CommandDeps } from './deps.ts';

/** Of everybody. */
const OF_EVERYBODY = ['all', 'contact_policy', 'quiet_hours', 'default_mailbox'] as const;
/** Of one of them. */
const OF_ONE = [
  'program',
  'program_hours',
  'program_sender',
  'sequence',
  'sequence_sender',
  'automation',
  'mailbox',
  'retired_mailbox',
  'customer',
] as const;

/**
 * What kept messages back and does so no longer: a switch (D9), a hold of a customer (D8), a contact policy (D6), quiet hours (M7), the hours
 * of a program (P2), a pause of an automation (A1), or a mailbox that is retired or in whose place another is named, for whatever they waited there (S24).
 */
export type Release = { of: (typeof OF_EVERYBODY)[number] } | { of: (typeof OF_ONE)[number]; id: string };

/** Wakes what was released, after the commit. */
export type Wake = () => Promise<void>;

/** `isAgain`: for those that had read what held before, and kept back what the release had passed by. */
export interface Releasing {
  release: Release;
  now: number;
  isAgain?: boolean;
}

/**
 * Lets the messages of one source look again that were kept back, in the transaction that ends it. What does not concern
 * them changes nothing.
 */
export type Releaser = (deps: CommandDeps, tx: Tx, input: Releasing) => Promise<Wake>;

/** Nobody waits in Temporal for it, or the reconciler wakes them. */
export const wakeNobody: Wake = () => Promise.resolve();

/**
 * Lets the messages of every source look again. The result is to be called after the commit. Whoever is looking at one right
 * now goes by what held before, and nothing here waits for it: so the reconciler lets them look once more, when all who had
 * begun before have ended. Of a customer nobody can be: it is locked by both.
 */
export async function releaseWaiting(deps: CommandDeps, tx: Tx, input: Releasing): Promise<Wake> {
  const { release, now, isAgain = false } = input;
  if (!isAgain && release.of !== 'customer')
    await deps.store.releases.note(tx, {
      kind: release.of,
      aboutId: 'id' in release ? release.id : null,
      now,
    });
  const wakes: Wake[] = [];
  for (const release of deps.hooks.releasers) wakes.push(await release(deps, tx, input));
  return async () => {
    for (const wake of wakes) await wake();
  };
}

/** Lets the messages of every source look again for each of these. The result is to be called after the commit. */
export async function releaseAll(
  deps: CommandDeps,
  tx: Tx,
  { releases, now }: { releases: readonly Release[]; now: number },
): Promise<Wake> {
  const wakes: Wake[] = [];
  for (const release of releases) wakes.push(await releaseWaiting(deps, tx, { release, now }));
  return async () => {
    for (const wake of wakes) await wake();
  };
}

/** A release as it was kept; null: this version knows none of its kind. */
export function releaseOf({ kind, aboutId }: { kind: string; aboutId: string | null }): Release | null {
  if (aboutId === null) {
    const of = OF_EVERYBODY.find((each) => each === kind);
    return of ? { of } : null;
  }
  const of = OF_ONE.find((each) => each === kind);
  return of ? { of, id: aboutId } : null;
}

/** A message that waits for a mailbox which fails. */
export interface WaitingMessage {
  id: string;
  /** When it was to leave, epoch milliseconds. */
  dueAt: number;
  /** A person asked for it: it goes before what leaves by itself (S14). */
  isFirst: boolean;
  /** How many recipients it has, as far as is known. */
  copies: number;
}

/** When one of them may try; `slotAt`: the slot that it has from now on, where its mailbox hands out slots. */
export interface DealtMessage {
  id: string;
  at: number;
  slotAt: number | null;
}

/** What waits for a mailbox that fails, or in the line of a limit, of one source. */
export interface Waiter<Kind extends string = string> {
  /** The kind of the source, as the ledger names it. */
  kind: Kind;
  /** Locks and lists it, in the order of its source; what is being looked at right now is left alone. */
  list(deps: CommandDeps, tx: Tx, mailboxId: string): Promise<WaitingMessage[]>;
  /** Says when each may try, in the order in which they are to leave. @returns who is to be woken after the commit */
  deal(deps: CommandDeps, tx: Tx, input: { dealt: readonly DealtMessage[]; now: number }): Promise<Wake>;
  /** Lets those of these that wait for such a reason try now, behind the locks of its source. @returns who is to be woken after the commit */
  call(
    deps: CommandDeps,
    tx: Tx,
    input: { ids: readonly string[]; reasons: readonly string[]; now: number },
  ): Promise<Wake>;
  /** Those with a place in line that do not wait for it any more: they were ended, are held, or wait for something else. */
  strays(deps: CommandDeps, db: Tx, now: number): Promise<string[]>;
}
