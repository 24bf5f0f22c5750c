import type { AudienceCatalogue } from '../../contracts/automations/audience-preview.ts';
import {
  MAX_DEPTH,
  MAX_RULES,
  MEASURES,
  OPERATORS_OF,
  PERIOD_UNITS,
} from '../../contracts/automations/kinds.ts';
import { CUSTOMER_FIELDS, RELATED_KINDS, type AudienceField, type RelatedKind } from './catalogue.ts';

const shownFields = (fields: RelatedKind['fields']): AudienceCatalogue['customer'] =>
  Object.entries(fields).map(([name, field]: [string, AudienceField]) => ({
    name,
    type: field.type,
    operators: [...OPERATORS_OF[field.type]],
    choices: 'choices' in field ? [...field.choices] : null,
    refersTo: 'refersTo' in field ? field.refersTo : null,
  }));

/** The catalogue as editors read it (A3). */
export function describeCatalogue(): AudienceCatalogue {
  const { text, number, flag, day } = OPERATORS_OF;
  return {
    customer: shownFields(CUSTOMER_FIELDS),
    kinds: Object.entries(RELATED_KINDS).map(([name, { dateField, hasProperties, fields }]) => ({
      name,
      dateField,
      hasProperties,
      fields: shownFields(fields),
    })),
    properties: { text: [...text], number: [...number], flag: [...flag], day: [...day] },
    measures: [...MEASURES],
    periodUnits: [...PERIOD_UNITS],
    mostRules: MAX_RULES,
    deepest: MAX_DEPTH,
  };
}
