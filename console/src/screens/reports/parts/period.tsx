import { SelectField, TextField } from '../../../parts/fields.tsx';
import { reports as say } from '../../../words/reports.ts';
import type { ReportProps } from '../search.ts';

/** By what a report tells figures apart, and of which days. */
export function Period<G extends string>({
  search,
  onChange,
  group,
  groups,
  hint,
}: ReportProps & {
  group: G;
  groups: readonly (readonly [G, string])[];
  /** What counts where no days are chosen. */
  hint?: string;
}) {
  return (
    <div className="fields">
      <SelectField
        label={say.group}
        bind={{
          name: 'by',
          value: group,
          onChange: (by) => onChange({ by: by as never, figure: undefined }),
        }}
        options={groups}
      />
      <TextField
        kind="date"
        label={say.from}
        bind={{
          name: 'from',
          value: search.from ?? '',
          onChange: (from) => onChange({ from: from || undefined }),
        }}
      />
      <TextField
        kind="date"
        label={say.to}
        {...(hint !== undefined && { hint })}
        bind={{ name: 'to', value: search.to ?? '', onChange: (to) => onChange({ to: to || undefined }) }}
      />
    </div>
  );
}
