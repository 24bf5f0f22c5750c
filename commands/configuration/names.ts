import type { Actor } from '../../contracts/actor.ts';
import type { ReferredKind } from '../../domain/configuration/references.ts';
import { nameKeyOf } from '../../domain/name-key.ts';
import { BUILT_IN_TEMPLATES } from '../../domain/programs/built-in-templates.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';

/** A page that holds everything there is. */
export const EVERYTHING = 1_000_000;

interface Named {
  id: string;
  name: string;
  /** A second name; it counts where it is nobody's first one and only one has it. */
  alias: string;
}

/** What documents name, and what it is called: mailboxes, sms senders, templates and lists by name, users by email. */
export class Names {
  readonly #named: Record<ReferredKind, Named[]>;

  constructor(named: Record<ReferredKind, Named[]>) {
    this.#named = named;
  }

  /** The name of a thing, as documents write it; null: there is no such thing any more. */
  nameOf(to: ReferredKind, id: string): string | null {
    return this.#named[to].find((each) => each.id === id)?.name ?? null;
  }

  /** The id of what has a name in any case, or the words for why nothing has. */
  find(to: ReferredKind, name: string): { id: string } | { problem: string } {
    const key = nameKeyOf(name);
    const exact = this.#named[to].find((each) => nameKeyOf(each.name) === key);
    if (exact) return exact;
    const [one, another] = this.#named[to].filter((each) => nameKeyOf(each.alias) === key);
    if (one && another) return { problem: `several are called ${JSON.stringify(name)}: say the email` };
    return one ?? { problem: `there is no ${to} ${JSON.stringify(name)}` };
  }

  /** Makes a template or a list known that is to be created. */
  add(to: 'template' | 'list', id: string, name: string): void {
    this.#named[to].push({ id, name, alias: '' });
  }
}

/** Reads what documents may name. */
export async function readNames({ store }: CommandDeps, tx: Tx, actor: Actor): Promise<Names> {
  const { definitionNames, templates } = store;
  const mailboxes = await definitionNames.mailboxes(tx);
  const senders = await definitionNames.smsSenders(tx);
  const users = await definitionNames.users(tx);
  const own = await templates.list(tx, { includeArchived: true, after: null, limit: EVERYTHING });
  const { items: lists } = await store.lists.list(tx, actor, { includeArchived: true, limit: EVERYTHING });
  return new Names({
    list: lists.map(({ id, name }) => ({ id, name, alias: '' })),
    mailbox: mailboxes.map((mailbox) => ({ ...mailbox, alias: '' })),
    smsSender: senders.map((sender) => ({ ...sender, alias: '' })),
    user: users
      .toSorted((a, b) => Number(b.isActive) - Number(a.isActive))
      .map(({ id, name, email, isActive }) => ({ id, name: email, alias: isActive ? name : '' })),
    template: [
      ...own.map(({ id, name }) => ({ id, name, alias: '' })),
      ...BUILT_IN_TEMPLATES.map(({ id, name }) => ({ id, name, alias: id })),
    ],
  });
}
