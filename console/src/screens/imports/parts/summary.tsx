import { useCall, usePages } from '../../../api/queries.ts';
import { useLocale } from '../../../app/locale.ts';
import { countText } from '../../../parts/format.ts';
import { Pages } from '../../../parts/pages.tsx';
import { Shown } from '../../../parts/states.tsx';
import { Table } from '../../../parts/table.tsx';
import { Mark } from '../../../parts/values.tsx';
import { importKinds, importStatuses, imports as say } from '../../../words/imports.ts';
import { Closing } from './closing.tsx';

const RUNNING_MS = 2000;
const COUNTS = ['total', 'created', 'updated', 'skipped', 'failed', 'closed'] as const;
const TONES = {
  running: 'muted',
  waiting: 'warning',
  closing: 'muted',
  completed: 'good',
  failed: 'danger',
} as const;

/** What became of an import, or would: counts, errors by line, and what is asked of a person. */
export function Summary({ id }: { id: string }) {
  const { locale } = useLocale();
  const read = useCall(
    'getImport',
    { params: { importId: id } },
    {
      everyMs: (data) => (data?.status === 'running' || data?.status === 'closing' ? RUNNING_MS : null),
    },
  );
  return (
    <section className="stack" aria-label={say.result}>
      <Shown read={read} rows={3}>
        {(data) => (
          <>
            <h2>
              {data.isDryRun ? say.wouldResult : say.result}{' '}
              <Mark tone={TONES[data.status]}>{importStatuses[data.status]}</Mark>
            </h2>
            <p className="muted">
              {importKinds[data.kind]}
              {data.isDryRun && ` · ${say.dry}`}
              {data.source !== null && ` · ${data.source}`}
            </p>
            <dl className="figures">
              {COUNTS.filter((name) => name !== 'closed' || data.closing !== null).map((name) => (
                <div key={name}>
                  <dt>{say[name]}</dt>
                  <dd>{countText(data[name], locale)}</dd>
                </div>
              ))}
              {data.warnings > 0 && (
                <div>
                  <dt>{say.warned}</dt>
                  <dd>{countText(data.warnings, locale)}</dd>
                </div>
              )}
            </dl>
            {data.error !== null && (
              <p className="refusal" role="alert" dir="auto">
                {data.error}
              </p>
            )}
            {data.ignoredColumns.length > 0 && (
              <p className="muted" dir="auto">
                {say.ignored}: {data.ignoredColumns.join(', ')}
              </p>
            )}
            {data.closing && <Closing of={data} closing={data.closing} />}
            {data.failed > 0 && (
              <>
                <p className="notice">{say.fix}</p>
                <Problems of="listImportErrors" id={id} label={say.errors} />
              </>
            )}
            {data.warnings > 0 && <Problems of="listImportWarnings" id={id} label={say.warnings} />}
          </>
        )}
      </Shown>
    </section>
  );
}

function Problems({
  of,
  id,
  label,
}: {
  of: 'listImportErrors' | 'listImportWarnings';
  id: string;
  label: string;
}) {
  const { locale } = useLocale();
  const errors = usePages(of, { params: { importId: id }, query: {} });
  return (
    <section className="stack" aria-label={label}>
      <h3>{label}</h3>
      <Pages list={errors} empty={null}>
        <Table
          label={label}
          rows={errors.rows}
          keyOf={({ line, column, message }) => `${line} ${column} ${message}`}
          rowHead={{ name: say.line, cell: ({ line }) => countText(line, locale) }}
          columns={[
            { name: say.column, cell: ({ column }) => (column === '' ? say.wholeRow : column) },
            { name: say.wrong, cell: ({ message }) => <span dir="auto">{message}</span> },
            { name: say.value, cell: ({ value }) => <bdi className="muted">{value}</bdi> },
          ]}
        />
      </Pages>
    </section>
  );
}
