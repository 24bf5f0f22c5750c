import type { Operand } from '../../../contracts/automations/audiences.ts';
import { COMPLEMENT_OF, type AudienceOperator } from '../../../contracts/automations/kinds.ts';
import { PROPERTY_PREFIX, type AudienceField } from '../../../domain/automations/catalogue.ts';
import type { Subject } from '../../../domain/automations/find-field.ts';
import { beginningWith, containing } from '../customers/customer-filters.ts';
import { Prisma } from '../generated/client.ts';

const SIGNS: Partial<Record<AudienceOperator, Prisma.Sql>> = {
  is: Prisma.sql`=`,
  more_than: Prisma.sql`>`,
  less_than: Prisma.sql`<`,
  at_least: Prisma.sql`>=`,
  at_most: Prisma.sql`<=`,
};

/** The texts that a value is compared with. */
export const textsOf = (value: Operand | undefined): string[] =>
  (Array.isArray(value) ? value : [value]).map(String);

/** A number or amount against one value or a range, both ends included. */
export function compared(
  column: Prisma.Sql,
  op: AudienceOperator,
  value: Operand | undefined,
  put: (one: string | number) => Prisma.Sql,
): Prisma.Sql {
  if (op === 'is_set') return Prisma.sql`${column} IS NOT NULL`;
  if (op === 'between') {
    const { from, to } = value as { from: string | number; to: string | number };
    return Prisma.sql`(${column} BETWEEN ${put(from)} AND ${put(to)})`;
  }
  const sign = SIGNS[op];
  if (!sign) throw new TypeError(`no comparison of numbers: ${op}`);
  return Prisma.sql`${column} ${sign} ${put(value as string | number)}`;
}

/** Whether a total of nothing, 0, holds. */
export function zeroFits(op: AudienceOperator, value: Operand | undefined): boolean {
  if (op in COMPLEMENT_OF) return !zeroFits(COMPLEMENT_OF[op as keyof typeof COMPLEMENT_OF], value);
  if (op === 'is_set') return true;
  if (op === 'between') {
    const { from, to } = value as { from: string | number; to: string | number };
    return Number(from) <= 0 && Number(to) >= 0;
  }
  const wanted = Number(value);
  switch (op) {
    case 'is':
      return wanted === 0;
    case 'more_than':
      return wanted < 0;
    case 'less_than':
      return wanted > 0;
    case 'at_least':
      return wanted <= 0;
    case 'at_most':
      return wanted >= 0;
    default:
      throw new TypeError(`no comparison of totals: ${op}`);
  }
}

/** Texts are compared in any letter case; an empty one counts as missing. */
export function textHolds(column: Prisma.Sql, op: AudienceOperator, value: Operand | undefined): Prisma.Sql {
  const folded = Prisma.sql`fold_case(${column})`;
  switch (op) {
    case 'is_set':
      return Prisma.sql`${column} <> ''`;
    case 'is':
    case 'any_of':
      return Prisma.sql`${folded} IN (SELECT fold_case(w) FROM unnest(${textsOf(value)}::text[]) w)`;
    case 'contains':
      return Prisma.sql`${folded} LIKE fold_case(${containing(String(value))})`;
    case 'starts_with':
      return Prisma.sql`${folded} LIKE fold_case(${beginningWith(String(value))})`;
    default:
      throw new TypeError(`no comparison of texts: ${op}`);
  }
}

/** A custom property as a value of a type; one of another type is missing. */
export function propertyColumn(subject: Subject, name: string, { type }: AudienceField): Prisma.Sql {
  const row = subject === 'customer' ? Prisma.sql`c` : Prisma.sql`r`;
  const key = name.slice(PROPERTY_PREFIX.length);
  const member = Prisma.sql`${row}.properties -> ${key}`;
  const words = Prisma.sql`${row}.properties ->> ${key}`;
  switch (type) {
    case 'number':
      return Prisma.sql`CASE jsonb_typeof(${member}) WHEN 'number' THEN (${words})::numeric END`;
    case 'flag':
      return Prisma.sql`CASE jsonb_typeof(${member}) WHEN 'boolean' THEN (${words})::boolean END`;
    case 'day':
      // A text that is no day is missing: nothing is cast that may fail.
      return Prisma.sql`CASE WHEN ${words} ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' AND pg_input_is_valid(${words}, 'date')
        THEN (${words})::date END`;
    default:
      return Prisma.sql`(${words})`;
  }
}
