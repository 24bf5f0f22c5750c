import type { Actor } from '../../contracts/actor.ts';
import type { Permission } from '../../contracts/permissions.ts';
import type { ReferredKind } from '../../domain/configuration/references.ts';
import { nameKeyOf } from '../../domain/name-key.ts';
import { BUILT_IN_TEMPLATES } from '../../domain/programs/built-in-templates.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';

/** What can be named before it is created. */
export type CreatedKind = 'template' | 'list' | 'label' | 'sequence' | 'program';

/** A page that holds everything there is. */
export const EVERYTHING = 1_000_000;

interface Named {
  id: string;
  name: string;
  /** A second name; it counts where it is nobody's first one and only one has it. */
  alias: string;
}

/**
 * What documents name, and what it is called: users by email, labels with their group, webhooks by their description,
 * everything else by its name.
 */
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

  /** Makes something known that is to be created. */
  add(to: CreatedKind, id: string, name: string): void {
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
  const others = await readOthers({ store }, tx, actor);
  return new Names({
    ...others,
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

/** A label as documents name it; its own name is enough where only one is called that. */
export const labelName = (group: string, name: string): string => `${group} / ${name}`;

type Others = 'label' | 'sequence' | 'program' | 'visibilityGroup' | 'webhook';

/** What only automations name. Who may not see groups or webhooks knows them by their ids. */
async function readOthers(
  { store }: Pick<CommandDeps, 'store'>,
  tx: Tx,
  actor: Actor,
): Promise<Record<Others, Named[]>> {
  const { definitionNames } = store;
  const { items: groups } = await store.labels.listGroups(tx, actor, {
    includeArchived: true,
    limit: EVERYTHING,
  });
  const plain = (rows: readonly { id: string; name: string }[], isSeen = true): Named[] =>
    rows.map(({ id, name }) => ({ id, name: isSeen ? name : id, alias: isSeen ? id : '' }));
  const may = (permission: Permission) => actor.permissions.includes(permission);
  return {
    label: groups.flatMap((group) =>
      group.labels.map(({ id, name }) => ({ id, name: labelName(group.name, name), alias: name })),
    ),
    sequence: plain(await definitionNames.sequences(tx)),
    program: plain(await definitionNames.programs(tx)),
    visibilityGroup: plain(await definitionNames.visibilityGroups(tx), may('visibility.manage')),
    webhook: plain(await definitionNames.webhooks(tx), may('webhooks.manage')),
  };
}
