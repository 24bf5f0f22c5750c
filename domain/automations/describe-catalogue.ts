import type { AudienceCatalogue } from '../../contracts/automations/audience-preview.ts';
import {
  MAX_DEPTH,
  MAX_RULES,
  MEASURES,
  OPERATORS_OF,
  PERIOD_UNITS,
} from '../../contracts/automations/kinds.ts';
import {
  CUSTOMER_FIELDS,
  PROPERTY_PREFIX,
  RELATED_KINDS,
  type AudienceField,
  type RelatedKind,
} from './catalogue.ts';
import { fieldOfProperty, type DefinedProperty } from './defined-properties.ts';
import type { PropertyEntity } from '../../contracts/customers/kinds.ts';

const shownFields = (fields: RelatedKind['fields']): AudienceCatalogue['customer'] =>
  Object.entries(fields).map(([name, field]: [string, AudienceField]) => ({
    name,
    type: field.type,
    operators: [...OPERATORS_OF[field.type]],
    choices: 'choices' in field ? [...field.choices] : null,
    refersTo: 'refersTo' in field ? field.refersTo : null,
  }));

/** The catalogue as editors read it, with the properties that were defined (A3). */
export function describeCatalogue(properties: readonly DefinedProperty[]): AudienceCatalogue {
  const { text, number, flag, day } = OPERATORS_OF;
  const propertiesOf = (entity: PropertyEntity | null) =>
    shownFields(
      Object.fromEntries(
        properties
          .filter((property) => property.entity === entity && !property.isArchived)
          .map((property) => [`${PROPERTY_PREFIX}${property.name}`, fieldOfProperty(property)]),
      ),
    );
  const kinds: [string, RelatedKind][] = Object.entries(RELATED_KINDS);
  return {
    customer: [...shownFields(CUSTOMER_FIELDS), ...propertiesOf('customer')],
    kinds: kinds.map(([name, { dateField, entity, fields, records }]) => ({
      name,
      dateField,
      hasProperties: entity !== null,
      fields: [...shownFields(fields), ...propertiesOf(entity)],
      records: Object.entries(records).map(([inner, kind]) => ({
        name: inner,
        dateField: kind.dateField,
        fields: shownFields(kind.fields),
      })),
    })),
    properties: { text: [...text], number: [...number], flag: [...flag], day: [...day] },
    measures: [...MEASURES],
    periodUnits: [...PERIOD_UNITS],
    mostRules: MAX_RULES,
    deepest: MAX_DEPTH,
  };
}
