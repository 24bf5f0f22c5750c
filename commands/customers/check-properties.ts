import type { PropertyEntity } from '../../contracts/customers/kinds.ts';
import { refuseInvalid } from '../../contracts/problems.ts';
import {
  NO_RULES,
  problemsOfProperties,
  type PropertyValue,
} from '../../domain/customers/check-properties.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';

/**
 * Refuses values that are not what their properties were defined as (A3).
 *
 * @param stored values as they are, which stay; null: of something new
 * @throws ProblemError `validation` with the path of each, `properties.<name>`
 */
export async function refuseProperties(
  { store }: CommandDeps,
  tx: Tx,
  {
    entity,
    values,
    stored,
  }: {
    entity: PropertyEntity;
    values: Readonly<Record<string, PropertyValue>> | undefined;
    stored: Readonly<Record<string, unknown>> | null;
  },
): Promise<void> {
  if (values === undefined || Object.keys(values).length === 0) return;
  const rules = (await store.properties.rulesOf(tx, [entity])).get(entity) ?? NO_RULES;
  const problems = problemsOfProperties(rules, values, stored);
  refuseInvalid(problems.map(({ name, message }) => ({ field: `properties.${name}`, message })));
}
