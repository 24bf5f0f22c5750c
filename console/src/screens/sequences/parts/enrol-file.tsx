import { useState } from 'react';
import type { Reply } from '../../../api/operations.ts';
import { useAct, useCall, usePages } from '../../../api/queries.ts';
import { useRefresh } from '../../../api/refresh.ts';
import { useLocale } from '../../../app/locale.ts';
import { TextField } from '../../../parts/fields.tsx';
import { FileField } from '../../../parts/file-field.tsx';
import { filled, useForm } from '../../../parts/form.ts';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { countText } from '../../../parts/format.ts';
import { Pages } from '../../../parts/pages.tsx';
import { Table } from '../../../parts/table.tsx';
import { words } from '../../../words/en.ts';
import { enrolFile as say } from '../../../words/enrol-file.ts';

type Bulk = Reply<'getBulkEnrollment'>;
const POLL_MS = 1_000;
const isOver = ({ status }: Bulk): boolean => status === 'completed' || status === 'failed';

/** Enrols the customers of a file, and says what became of each row. */
export function EnrolFile({ sequenceId, onClose }: { sequenceId: string; onClose: () => void }) {
  const refresh = useRefresh();
  const [file, setFile] = useState<File | null>(null);
  const { values, bind } = useForm({ column: '', startDate: '' });
  const begin = useAct('createBulkEnrollment');
  const bulkId = begin.data?.id ?? '';
  const progress = useCall(
    'getBulkEnrollment',
    { params: { bulkId } },
    { isOn: bulkId !== '', everyMs: (read) => (read && isOver(read) ? null : POLL_MS) },
  );
  const bulk = progress.data ?? begin.data ?? null;
  const close = (): void => {
    if (bulk) refresh('listEnrollments', 'getSequenceOverview');
    onClose();
  };
  const [column, startDate] = [filled(values.column), filled(values.startDate)];
  const submit = (): void => {
    if (bulk) close();
    else if (file)
      begin.mutate({
        params: { sequenceId },
        query: { ...(column !== undefined && { column }), ...(startDate !== undefined && { startDate }) },
        file,
      });
  };
  return (
    <FormDialog
      title={say.title}
      about={say.about}
      act={bulk ? words.close : say.act}
      isBusy={begin.isPending}
      isOff={!bulk && file === null}
      error={begin.error ?? progress.error}
      onSubmit={submit}
      onClose={close}
    >
      {bulk ? (
        <Progress bulk={bulk} />
      ) : (
        <>
          <FileField label={say.file} hint={say.fileHint} onFile={setFile} />
          <TextField
            label={say.column}
            hint={say.columnHint}
            bind={bind('column')}
            error={begin.error}
            errorField="query.column"
          />
          <TextField
            kind="date"
            label={say.startDate}
            bind={bind('startDate')}
            error={begin.error}
            errorField="query.startDate"
          />
        </>
      )}
    </FormDialog>
  );
}

function Progress({ bulk }: { bulk: Bulk }) {
  const { locale } = useLocale();
  const figures = [
    [say.enrolled, bulk.enrolled],
    [say.updated, bulk.updated],
    [say.skipped, bulk.skipped],
    [say.failed, bulk.failed],
    [say.pending, bulk.pending],
  ] as const;
  return (
    <>
      <div role="status">
        <dl className="facts">
          {figures.map(([name, count]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{countText(count, locale)}</dd>
            </div>
          ))}
        </dl>
      </div>
      {bulk.error !== null && <p className="notice">{bulk.error}</p>}
      {isOver(bulk) && bulk.skipped > 0 && <LeftOut bulkId={bulk.id} outcome="skipped" />}
      {isOver(bulk) && bulk.failed > 0 && <LeftOut bulkId={bulk.id} outcome="failed" />}
    </>
  );
}

/** Rows that nobody was enrolled by, with why. */
function LeftOut({ bulkId, outcome }: { bulkId: string; outcome: 'skipped' | 'failed' }) {
  const list = usePages('listBulkEnrollmentRows', { params: { bulkId }, query: { outcome } });
  return (
    <Pages list={list} empty={null}>
      <Table
        label={say[outcome]}
        rows={list.rows}
        keyOf={({ line }) => `${line}`}
        rowHead={{ name: say.line, cell: ({ line }) => line }}
        columns={[
          { name: say.value, cell: ({ value }) => <span dir="auto">{value}</span> },
          { name: say.reason, cell: ({ reason }) => reason },
        ]}
      />
    </Pages>
  );
}
