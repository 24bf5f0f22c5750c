import type { Actor } from '../../contracts/actor.ts';
import { propertyChanges } from '../../contracts/customers/changes.ts';
import type { CreateProperty, Property, UpdateProperty } from '../../contracts/customers/properties.ts';
import { found, ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/**
 * Defines a custom property (A3). What is stored stays as it is; what is set from now on is checked.
 *
 * @throws ProblemError `conflict` when the entity has one of that name, in any case, archived or not
 */
export function createProperty(deps: CommandDeps, actor: Actor, input: CreateProperty): Promise<Property> {
  const { properties } = deps.store;
  return runCommand(deps, actor, async (tx, now) => {
    const { choices = [], ...fields } = input;
    const taken = await properties.findByName(tx, fields);
    if (taken !== null) throw nameTaken(taken);
    const entityId = deps.newId('property');
    await properties.insert(tx, { ...fields, choices, id: entityId, now });
    const after = found(await properties.find(tx, actor, entityId), 'property');
    await recordChange(deps, tx, propertyChanges.created, { actor, now, entityId, after });
    return after;
  });
}

/**
 * Changes label or choices of a property, archives or restores it.
 *
 * @throws ProblemError `not_found`
 * @throws ProblemError `validation` for choices of a property that has none
 */
export function updateProperty(
  deps: CommandDeps,
  actor: Actor,
  { propertyId: entityId, ...change }: UpdateProperty & { propertyId: string },
): Promise<Property> {
  const { properties } = deps.store;
  return runCommand(deps, actor, async (tx, now) => {
    const read = async () => found(await properties.find(tx, actor, entityId), 'property');
    const before = await read();
    if (change.choices !== undefined && before.type !== 'choice')
      refuseInvalid([{ field: 'choices', message: 'belongs to the type choice' }]);
    await properties.update(tx, entityId, { ...change, now });
    const after = await read();
    const kind =
      before.isArchived === after.isArchived ? 'updated' : after.isArchived ? 'archived' : 'restored';
    await recordChange(deps, tx, propertyChanges[kind], { actor, now, entityId, before, after });
    return after;
  });
}

const nameTaken = ({ isArchived }: Property): ProblemError =>
  new ProblemError('conflict', `Another property has this name${isArchived ? '; it is archived' : ''}.`, [
    { field: 'name', message: 'is taken' },
  ]);
