import type { VariableKind } from '../../contracts/programs/kinds.ts';
import { KNOWN_VARIABLES, type VariableShape } from '../rendering/known-variables.ts';

/** A variable as editors offer it; `within`: the section in which alone it stands. */
export interface ListedVariable {
  name: string;
  kind: VariableKind;
  within: string | null;
}

/** Every variable that a template may name, as `KNOWN_VARIABLES` has them. */
export const VARIABLES: readonly ListedVariable[] = listed(KNOWN_VARIABLES, [], null);

function kindOf(keys: readonly string[]): VariableKind {
  if (keys.at(-2)?.endsWith('Is')) return 'flag';
  return keys.at(-1)?.endsWith('Html') ? 'html' : 'value';
}

function listed(shape: VariableShape, keys: readonly string[], within: string | null): ListedVariable[] {
  const name = keys.join('.');
  switch (shape.kind) {
    case 'value':
      return [{ name, kind: kindOf(keys), within }];
    case 'map':
      return [{ name, kind: 'properties', within }];
    case 'list':
      return [{ name, kind: 'list', within }, ...listed(shape.item, [], name)];
    case 'object':
      return Object.entries(shape.fields).flatMap(([key, field]) => listed(field, [...keys, key], within));
  }
}
