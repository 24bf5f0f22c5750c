import {
  CUSTOMER_FIELDS,
  PROPERTY_PREFIX,
  RELATED_KINDS,
  type AudienceField,
  type RelatedKind,
} from './catalogue.ts';

/** Whose fields a rule names: a customer's own, or those of the records of a kind. */
export type Subject = 'customer' | keyof typeof RELATED_KINDS;

/** The kind of that name; undefined: there is none. */
export function findKind(name: string): RelatedKind | undefined {
  return Object.hasOwn(RELATED_KINDS, name) ? RELATED_KINDS[name as keyof typeof RELATED_KINDS] : undefined;
}

/** A field, or a custom property by the operators that it is asked with; undefined: there is none of that name. */
export function findField(subject: Subject, name: string): AudienceField | 'property' | undefined {
  const kind: Pick<RelatedKind, 'fields' | 'hasProperties'> =
    subject === 'customer' ? { fields: CUSTOMER_FIELDS, hasProperties: true } : RELATED_KINDS[subject];
  if (name.startsWith(PROPERTY_PREFIX)) {
    return kind.hasProperties && name.length > PROPERTY_PREFIX.length ? 'property' : undefined;
  }
  return Object.hasOwn(kind.fields, name) ? kind.fields[name] : undefined;
}
