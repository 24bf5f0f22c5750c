import type { AudienceGroup, AudienceNode, FieldRule } from '../../../contracts/automations/audiences.ts';

/** A rule on a field. */
export const field = (
  name: string,
  op: FieldRule['op'],
  value?: FieldRule['value'],
  currency?: string,
): FieldRule => ({
  kind: 'field',
  field: name,
  op,
  ...(value !== undefined && { value }),
  ...(currency !== undefined && { currency }),
});

/** A tree that needs all of some rules. */
export const all = (...nodes: AudienceNode[]): AudienceGroup => ({ kind: 'all', nodes });
