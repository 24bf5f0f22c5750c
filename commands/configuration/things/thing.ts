import type { Actor } from '../../../contracts/actor.ts';
import type { ThingKind } from '../../../contracts/configuration/documents.ts';
import type { Permission } from '../../../contracts/permissions.ts';
import type { z } from 'zod';
import type { Difference } from '../../../domain/configuration/differences.ts';
import { pathWithNames, type Values } from '../../../domain/configuration/references.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';

/** A thing as it is set up, in the fields of its document, with ids. */
export interface Existing {
  id: string;
  name: string;
  /** The group of a label; whose a property is. */
  of: string | null;
  values: Values;
  /** It takes no changes any more, and is no part of an export. */
  isClosed: boolean;
  /** Fields that say nothing there, and are left out of an export. */
  idle?: readonly string[];
}

/** A thing as a folder describes it, read, with ids. */
export interface Wanted {
  kind: ThingKind;
  name: string;
  of: string | null;
  values: Values;
  /** For what is created: the id that others name it by. */
  id: string | null;
}

/** What is to be done about one thing. */
export interface Update {
  existing: Existing;
  wanted: Wanted;
  differences: readonly Difference[];
}

/** In what things are read. */
export interface Reading {
  deps: CommandDeps;
  actor: Actor;
  tx: Tx;
  /** Epoch milliseconds. */
  now: number;
}

/** In what a folder is applied. `deps` join its transaction. */
export interface Work extends Reading {
  others: 'keep' | 'remove';
  /** Does something after all things are there: what archives or pauses must not come before what takes its place. */
  later: (act: () => Promise<unknown>) => void;
}

/** How things of one kind are read and written: by the product's own commands, with all their rules. */
export interface Thing {
  /** What its own calls take. */
  reads: Permission | null;
  /** What a change of it takes; null: it is new. */
  writes(differences: readonly Difference[] | null, wanted: Wanted | null): Permission[];
  list(reading: Reading): Promise<Existing[]>;
  /** What a new one must say, beside what its document must. */
  fresh: z.ZodType;
  /** Members that a document has and a new thing's schema has not. */
  extra?: readonly string[];
  /** Members that say how a change is made, and are none themselves. */
  silent?: readonly string[];
  /** Whether a closed one has no status that a folder could tell: to describe it is a mistake, and never unchanged. */
  isClosedForGood?: boolean;
  /** The list of parts in it. */
  parts?: {
    field: 'steps' | 'touchpoints';
    isOrdered: boolean;
    match(before: readonly Values[], after: readonly Values[]): (number | null)[];
    /** What a part that is there already is to have where nothing is said of it; everything else stays. */
    unlessNamed?: Values;
    /** Where the group of a part stands in its whole, from 0: parts of a group stand together. */
    rankOf?(part: Values, whole: Values): number;
  };
  /** Brings what is described into the form in which it is stored, for comparison. */
  settled?(values: Values, existing: Existing | null): Values;
  /** What follows from a change, for people. */
  notes?(existing: Existing | null, wanted: Wanted): string[];
  create(work: Work, wanted: Wanted): Promise<unknown>;
  update(work: Work, update: Update): Promise<unknown>;
  /** Archives or deletes it; null: nobody does that by a folder. */
  remove: { action: 'archive' | 'delete'; act(work: Work, existing: Existing): Promise<unknown> } | null;
}

/** Some fields of a value by the keys of a schema. */
export function fieldsOf(schema: { shape: object }, value: object): Values {
  const fields = value as Values;
  return Object.fromEntries(
    Object.keys(schema.shape)
      .filter((key) => fields[key] !== undefined)
      .map((key) => [key, fields[key]]),
  );
}

/** Values without some fields. */
export function without(values: Values, keys: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !keys.includes(key)));
}

/** The fields of a document that are to change, whole ones. */
export function changedFields({ wanted, differences }: Update): Values {
  const keys = new Set(differences.map(({ field }) => field.split('.')[0]!.split('[')[0]!));
  return Object.fromEntries(Object.entries(wanted.values).filter(([key]) => keys.has(pathWithNames(key))));
}
