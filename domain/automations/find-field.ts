import {
  CUSTOMER_FIELDS,
  PROPERTY_PREFIX,
  RELATED_KINDS,
  type AudienceField,
  type NestedName,
  type RecordKind,
  type RelatedKind,
  type RelatedName,
} from './catalogue.ts';

/** Whose fields a rule names: a customer's own, those of the records of a kind, or of what these have. */
export type Subject = 'customer' | RelatedName | NestedName;

/** The kinds of records that a subject has, of one name; null: it has none of that name. */
export function findSubject(of: Subject, name: string): Exclude<Subject, 'customer'> | null {
  if (of === 'customer') return Object.hasOwn(RELATED_KINDS, name) ? (name as RelatedName) : null;
  const kind: RelatedKind | undefined = (RELATED_KINDS as Record<string, RelatedKind>)[of];
  return kind && Object.hasOwn(kind.records, name) ? (`${of}.${name}` as NestedName) : null;
}

/** What records of a subject are. */
export function kindOf(
  subject: Exclude<Subject, 'customer'>,
): RecordKind & { entity: RelatedKind['entity'] } {
  const [name, nested] = subject.split('.') as [RelatedName, string?];
  const kind: RelatedKind = RELATED_KINDS[name];
  if (nested === undefined) return kind;
  const inner = kind.records[nested];
  if (inner === undefined) throw new TypeError(`no such records: ${subject}`);
  return { ...inner, entity: null };
}

/** A field, or a custom property by the operators that it is asked with; undefined: there is none of that name. */
export function findField(subject: Subject, name: string): AudienceField | 'property' | undefined {
  const { fields, entity }: Pick<RelatedKind, 'fields' | 'entity'> =
    subject === 'customer' ? { fields: CUSTOMER_FIELDS, entity: subject } : kindOf(subject);
  if (name.startsWith(PROPERTY_PREFIX)) {
    return entity !== null && name.length > PROPERTY_PREFIX.length ? 'property' : undefined;
  }
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}
