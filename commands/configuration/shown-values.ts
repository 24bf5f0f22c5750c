import type { ThingKind } from '../../contracts/configuration/documents.ts';
import { type Values, withNames } from '../../domain/configuration/references.ts';
import type { Names } from './names.ts';
import { THINGS } from './things/index.ts';

/** Lists of names, which have no order. */
const UNORDERED = ['members'];

/** The fields of a thing as documents hold them: with names, and those without an order in the order of letters. */
export function named(kind: ThingKind, values: Values, names: Names): Values {
  const show = THINGS[kind].references?.withNames ?? withNames;
  const shown = show(values, (to, id) => names.nameOf(to, id));
  return Object.fromEntries(
    Object.entries(shown).map(([key, value]) => [
      key,
      UNORDERED.includes(key) && Array.isArray(value) ? value.toSorted() : value,
    ]),
  );
}
