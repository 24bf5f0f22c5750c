import type { PropertyEntity, PropertyType } from '../../contracts/customers/kinds.ts';
import { nameKeyOf } from '../name-key.ts';
import { PROPERTY_PREFIX, type AudienceField } from './catalogue.ts';
import { kindOf, type Subject } from './find-field.ts';

/** A custom property that was defined, as rules see it. */
export interface DefinedProperty {
  entity: PropertyEntity;
  name: string;
  type: PropertyType;
  choices: readonly string[];
  isArchived: boolean;
}

/** Whose properties the rules on a subject name; null: it has none. */
export const entityOf = (subject: Subject): PropertyEntity | null =>
  subject === 'customer' ? subject : kindOf(subject).entity;

/** What a defined property is asked as. */
export const fieldOfProperty = ({ type, choices }: DefinedProperty): AudienceField =>
  type === 'choice' ? { type, choices } : { type };

/** The field under which rules name a property that is defined; undefined: it is not, and may be anything. */
export function definedField(
  subject: Subject,
  name: string,
  properties: readonly DefinedProperty[],
): AudienceField | undefined {
  const entity = entityOf(subject);
  const key = name.slice(PROPERTY_PREFIX.length);
  const defined = properties.find((each) => each.entity === entity && each.name === key && !each.isArchived);
  return defined && fieldOfProperty(defined);
}

/** How a property that is defined is spelled, where a rule writes it otherwise: none could be set under that name. */
export function spellingOf(
  entity: PropertyEntity,
  name: string,
  properties: readonly DefinedProperty[],
): string | null {
  const key = nameKeyOf(name);
  const defined = properties.find(
    (each) => each.entity === entity && !each.isArchived && nameKeyOf(each.name) === key,
  );
  return defined && defined.name !== name ? defined.name : null;
}
