import type { z } from 'zod';
import { documentSchemas } from '../../contracts/configuration/documents.ts';
import { fieldProblems } from '../../contracts/field-problems.ts';
import type { FieldProblem } from '../../contracts/problems.ts';
import { wordsForIssue } from '../../contracts/words-for-issues.ts';
import { pathWithNames, type Values, withIds } from '../../domain/configuration/references.ts';
import type { Names } from './names.ts';
import { type Described, problemAt } from './read-folder.ts';
import { THINGS } from './things/index.ts';
import { type Existing, without } from './things/thing.ts';

/** A thing with ids; null: its fields cannot be read. What names nobody is left out of it, and is a problem. */
interface ReadThing {
  values: Values | null;
  problems: FieldProblem[];
}

const ID = /^[a-z]{3}_[0-9a-z]{26}$/;

/** Whether something is written in values by its id. */
const holds = (values: Values, id: string): boolean =>
  ID.test(id) && JSON.stringify(values).includes(`"${id}"`);

/** Reads a thing by the schema of its own calls, after its names have become ids; every problem has its place. */
export function readThing(
  { kind, values: written, source }: Described,
  existing: Existing | null,
  names: Names,
): ReadThing {
  const problems = new Map<string, FieldProblem>();
  const refuse = (path: string, message: string): void => {
    // One field that breaks several rules is named once, with the first.
    if (!problems.has(path)) problems.set(path, problemAt(source, path, message));
  };
  const idOf = (...[to, name, path]: Parameters<Parameters<typeof withIds>[1]>): string | null => {
    const found = names.find(to, name);
    if ('id' in found) return found.id;
    // What is gone has no name any more: a thing that names it stays as it is (O11).
    if (existing && holds(existing.values, name)) return name;
    refuse(path, found.problem);
    return null;
  };
  const read = THINGS[kind].references?.withIds ?? withIds;
  const ids = read(written, idOf, refuse);
  const pathOf = (field: string): string => THINGS[kind].references?.pathWithNames(field) ?? field;
  const parse = (schema: z.ZodType, value: Values): Values | null => {
    const result = schema.safeParse(value, { error: wordsForIssue });
    if (result.success) return result.data as Values;
    for (const { field, message } of fieldProblems(result.error, ''))
      refuse(field === 'body' ? '' : pathWithNames(pathOf(field)), message);
    return null;
  };
  const values = parse(documentSchemas[kind], ids);
  const { fresh, extra = [] } = THINGS[kind];
  const isWhole = existing !== null || parse(fresh, without(ids, extra)) !== null;
  return { values: isWhole ? values : null, problems: [...problems.values()] };
}
