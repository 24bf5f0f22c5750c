import type {
  AudienceGroup,
  AudienceNode,
  FieldRule,
  RecordsRule,
} from '../../../../../contracts/automations/audiences.ts';
import type { AudienceOperator, PeriodUnit } from '../../../../../contracts/automations/kinds.ts';
import type { Reply } from '../../../api/operations.ts';

export type { AudienceGroup, AudienceNode, FieldRule, RecordsRule };
export type Catalogue = Reply<'getAudienceCatalogue'>;
export type Field = Catalogue['customer'][number];
export type Counts = ReadonlyMap<string, { alone: number; takesAway: number }>;

/** Operators that compare with nothing. */
const BARE: readonly AudienceOperator[] = ['is_set', 'is_not_set', 'is_true', 'is_false'];
const RANGES: readonly AudienceOperator[] = ['between', 'not_between'];
const SPANS: readonly AudienceOperator[] = ['in_last', 'not_in_last', 'in_next', 'not_in_next'];
const MANY: readonly AudienceOperator[] = ['any_of', 'none_of', 'has_any', 'has_all', 'has_none'];

/** What an operator is compared with. */
export type Shape = 'none' | 'range' | 'span' | 'many' | 'one';
export const shapeOf = (op: AudienceOperator): Shape =>
  BARE.includes(op)
    ? 'none'
    : RANGES.includes(op)
      ? 'range'
      : SPANS.includes(op)
        ? 'span'
        : MANY.includes(op)
          ? 'many'
          : 'one';

export const isNumeric = (field: Field | undefined): boolean => field?.type === 'number';
export const isMoney = (field: Field | undefined): boolean => field?.type === 'money';

type Scalar = string | number | boolean;
/** A number where the field has numbers; what is none goes as it is typed, so that the API says so. */
export const scalarOf = (text: string, field: Field | undefined): Scalar =>
  isNumeric(field) && text.trim() !== '' && !Number.isNaN(Number(text)) ? Number(text) : text;

/** The value that an operator begins with. */
export function emptyValue(op: AudienceOperator): Pick<FieldRule, 'value'> {
  const shape = shapeOf(op);
  if (shape === 'none') return {};
  if (shape === 'range') return { value: { from: '', to: '' } };
  if (shape === 'span') return { value: { amount: 30, unit: 'day' as PeriodUnit } };
  return shape === 'many' ? { value: [] } : { value: '' };
}

/** A rule on the first field of a list. */
export function firstRule(fields: readonly Field[], currency: string): FieldRule {
  const field = fields[0];
  const op = (field?.operators[0] ?? 'is') as AudienceOperator;
  return {
    kind: 'field',
    field: field?.name ?? '',
    op,
    ...emptyValue(op),
    ...(isMoney(field) && { currency }),
  };
}

/** A rule on the records of the first kind. */
export const firstRecords = (catalogue: Catalogue): RecordsRule => ({
  kind: 'records',
  of: catalogue.kinds[0]?.name ?? '',
  measure: 'exists',
});

/** `overdue` and `daysPastDue` in words. */
export const nameOf = (field: string): string =>
  field
    .replace(/[_.:]/g, ' ')
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .trim();
