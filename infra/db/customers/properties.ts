import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import {
  PROPERTY_ENTITIES,
  PROPERTY_TYPES,
  type PropertyEntity,
} from '../../../contracts/customers/kinds.ts';
import type { ListPropertiesQuery, Property } from '../../../contracts/customers/properties.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { PropertyRules } from '../../../domain/customers/check-properties.ts';
import { nameKeyOf } from '../../../domain/name-key.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import type { Property as Row } from '../generated/client.ts';
import { isoOf } from '../rows.ts';

const shown = ({
  id,
  entity,
  name,
  label,
  type,
  choices,
  archivedAt,
  createdAt,
  updatedAt,
}: Row): Property => ({
  id,
  entity: z.enum(PROPERTY_ENTITIES).parse(entity),
  name,
  label,
  type: z.enum(PROPERTY_TYPES).parse(type),
  choices,
  isArchived: archivedAt !== null,
  createdAt: isoOf(createdAt),
  updatedAt: isoOf(updatedAt),
});

/** Defined properties by whose they are and name. Everybody sees all of them. */
export async function list(
  db: Tx,
  _viewer: Viewer,
  { entity, includeArchived, cursor, limit }: ListPropertiesQuery,
): Promise<Page<Property>> {
  const after = decodeCursor(cursor, z.tuple([z.string(), z.string()]));
  const rows = await db.property.findMany({
    where: {
      ...(entity !== undefined && { entity }),
      ...(!includeArchived && { archivedAt: null }),
      ...(after && { OR: [{ entity: { gt: after[0] } }, { entity: after[0], nameKey: { gt: after[1] } }] }),
    },
    orderBy: [{ entity: 'asc' }, { nameKey: 'asc' }],
    take: limit + 1,
  });
  return pageOf(rows.map(shown), limit, (property) => [property.entity, nameKeyOf(property.name)]);
}

/** One property; null when there is none. */
export async function find(db: Tx, _viewer: Viewer, propertyId: string): Promise<Property | null> {
  const row = await db.property.findUnique({ where: { id: propertyId } });
  return row && shown(row);
}

/** The property of an entity with this name in any case; archived ones count too. */
export async function findByName(
  db: Tx,
  { entity, name }: Pick<Property, 'entity' | 'name'>,
): Promise<Property | null> {
  const row = await db.property.findUnique({
    where: { entity_nameKey: { entity, nameKey: nameKeyOf(name) } },
  });
  return row && shown(row);
}

/** Every property that was ever defined: what rules of audiences name. */
export async function findAll(db: Tx): Promise<Property[]> {
  return (await db.property.findMany({ orderBy: [{ entity: 'asc' }, { nameKey: 'asc' }] })).map(shown);
}

/** What values must be, of those that are defined and not archived. */
export async function rulesOf(
  db: Tx,
  entities: readonly PropertyEntity[],
): Promise<Map<PropertyEntity, PropertyRules>> {
  const rows = await db.property.findMany({ where: { entity: { in: [...entities] }, archivedAt: null } });
  const of = (entity: string) =>
    new Map(rows.filter((row) => row.entity === entity).map((row) => [row.nameKey, shown(row)]));
  return new Map(entities.map((entity) => [entity, of(entity)]));
}

/** Inserts a property; `now` is epoch milliseconds. */
export async function insert(
  tx: Tx,
  {
    now,
    ...property
  }: Pick<Property, 'id' | 'entity' | 'name' | 'label' | 'type' | 'choices'> & { now: number },
): Promise<void> {
  const at = new Date(now);
  const data = { ...property, nameKey: nameKeyOf(property.name), createdAt: at, updatedAt: at };
  await tx.property.create({ data });
}

/** Changes the given columns. */
export async function update(
  tx: Tx,
  propertyId: string,
  {
    isArchived,
    now,
    label,
    choices,
  }: {
    label?: string | null | undefined;
    choices?: string[] | undefined;
    isArchived?: boolean | undefined;
    now: number;
  },
): Promise<void> {
  const kept = isArchived === undefined ? {} : { archivedAt: isArchived ? new Date(now) : null };
  const data = { ...(label !== undefined && { label }), ...(choices && { choices }), ...kept };
  await tx.property.update({ where: { id: propertyId }, data: { ...data, updatedAt: new Date(now) } });
}
