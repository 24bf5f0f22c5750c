import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Reply } from '../../../api/operations.ts';
import { useAct } from '../../../api/queries.ts';
import { useRefresh } from '../../../api/refresh.ts';
import { useLocale } from '../../../app/locale.ts';
import { useSession } from '../../../app/session.tsx';
import { toast } from '../../../app/toasts.tsx';
import type { Option } from '../../../parts/combobox.tsx';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { TextField } from '../../../parts/fields.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { errorAt, useForm } from '../../../parts/form.ts';
import { countText } from '../../../parts/format.ts';
import { CustomerPick } from '../../../parts/picks.tsx';
import { ReasonDialog } from '../../../parts/reason-dialog.tsx';
import { Refusal } from '../../../parts/states.tsx';
import { customerActs } from '../../../words/customer-acts.ts';
import { enrolFile } from '../../../words/enrol-file.ts';
import { EnrolFile } from './enrol-file.tsx';
import { sequences as say } from '../../../words/sequences.ts';

type Sequence = Reply<'getSequence'>;
type Asked = 'pause' | 'end' | 'archive' | 'duplicate' | 'enrol' | 'file';

/** What can be done with the whole sequence in its state; what nobody takes back asks for its name. */
export function SequenceActs({
  sequence,
  live,
}: {
  sequence: Sequence;
  live: { active: number; paused: number };
}) {
  const { may } = useSession();
  const { locale } = useLocale();
  const refresh = useRefresh();
  const [asked, setAsked] = useState<Asked | null>(null);
  const params = { sequenceId: sequence.id };
  const close = (): void => setAsked(null);
  const done = (text: string) => ({
    onDone: () => {
      toast(text);
      refresh('getSequence', 'getSequenceOverview', 'listSequences', 'listEnrollments');
      close();
    },
  });
  const activate = useAct('activateSequence', done(say.activated));
  const pause = useAct('pauseSequence', done(say.paused));
  const resume = useAct('resumeSequence', done(say.resumed));
  const end = useAct('endSequence', done(say.ended));
  const archive = useAct('archiveSequence', done(say.archived));
  const { status } = sequence;
  const isLive = status === 'active' || status === 'paused';
  const mayRun = may('sequences.activate');
  const ask = (id: Asked, name: string, isDanger = false) => (
    <button type="button" className={isDanger ? 'danger' : undefined} onClick={() => setAsked(id)}>
      {name} …
    </button>
  );
  return (
    <div className="stack">
      <div className="row wrap acts" role="group" aria-label={say.acts}>
        {may('sequences.save') && (
          <Link className="button" to="/sequences/$id/edit" params={{ id: sequence.id }}>
            {say.build}
          </Link>
        )}
        {mayRun && status === 'draft' && !sequence.isTemplate && (
          <button
            type="button"
            className="primary"
            disabled={activate.isPending || sequence.activationProblems.length > 0}
            title={sequence.activationProblems.length > 0 ? say.problems : undefined}
            onClick={() => activate.mutate({ params, body: {} })}
          >
            {say.activate}
          </button>
        )}
        {mayRun && status === 'active' && ask('pause', say.pause)}
        {mayRun && status === 'paused' && (
          <button
            type="button"
            className="primary"
            disabled={resume.isPending}
            onClick={() => resume.mutate({ params })}
          >
            {say.resume}
          </button>
        )}
        {may('enrollments.manage') && isLive && ask('enrol', say.enrol)}
        {may('enrollments.manage') && isLive && ask('file', enrolFile.title)}
        {may('sequences.save') && ask('duplicate', say.duplicate)}
        {mayRun && isLive && ask('end', say.end, true)}
        {mayRun && status !== 'archived' && ask('archive', say.archive)}
      </div>
      <Refusal error={activate.error ?? resume.error} />
      {asked === 'pause' && (
        <ReasonDialog
          title={say.pauseTitle}
          about={say.pauseBody}
          act={say.pause}
          onClose={close}
          onAct={async (reason) => {
            await pause.mutateAsync({ params, body: reason === '' ? {} : { reason } });
          }}
        />
      )}
      {asked === 'end' && (
        <ConfirmDialog
          title={say.endTitle}
          about={say.endBody(countText(live.active + live.paused, locale))}
          act={say.end}
          typed={sequence.name}
          isBusy={end.isPending}
          error={end.error}
          onAct={() => end.mutate({ params })}
          onClose={close}
        />
      )}
      {asked === 'archive' && (
        <ConfirmDialog
          title={say.archiveTitle}
          about={say.archiveBody}
          act={say.archive}
          isBusy={archive.isPending}
          error={archive.error}
          onAct={() => archive.mutate({ params, body: { enrollments: 'finish' } })}
          onClose={close}
        />
      )}
      {asked === 'duplicate' && <DuplicateDialog sequence={sequence} onClose={close} />}
      {asked === 'enrol' && <EnrolDialog sequence={sequence} onClose={close} />}
      {asked === 'file' && <EnrolFile sequenceId={sequence.id} onClose={close} />}
    </div>
  );
}

function DuplicateDialog({ sequence, onClose }: { sequence: Sequence; onClose: () => void }) {
  const navigate = useNavigate();
  const { values, bind } = useForm({ name: '' });
  const duplicate = useAct('duplicateSequence', {
    onDone: ({ id, name }) => {
      toast(say.duplicated(name));
      onClose();
      void navigate({ to: '/sequences/$id/edit', params: { id } });
    },
  });
  return (
    <FormDialog
      title={say.duplicateTitle}
      act={say.duplicate}
      isBusy={duplicate.isPending}
      error={duplicate.error}
      onSubmit={() =>
        duplicate.mutate({ params: { sequenceId: sequence.id }, body: { name: values.name.trim() } })
      }
      onClose={onClose}
    >
      <TextField label={say.name} bind={bind('name')} error={duplicate.error} isRequired autoFocus />
    </FormDialog>
  );
}

function EnrolDialog({ sequence, onClose }: { sequence: Sequence; onClose: () => void }) {
  const refresh = useRefresh();
  const [customer, setCustomer] = useState<Option | null>(null);
  const enrol = useAct('enrollCustomer', {
    onDone: ({ outcome }) => {
      toast(customerActs.outcomes[outcome]);
      refresh('listEnrollments', 'getSequenceOverview');
      onClose();
    },
  });
  return (
    <FormDialog
      title={say.enrol}
      act={customerActs.enrol}
      isBusy={enrol.isPending}
      isOff={customer === null}
      error={enrol.error}
      onSubmit={() =>
        customer && enrol.mutate({ params: { sequenceId: sequence.id }, body: { customerId: customer.id } })
      }
      onClose={onClose}
    >
      <CustomerPick
        label={say.customer}
        value={customer}
        onChange={setCustomer}
        problem={errorAt(enrol.error, 'customerId')}
        autoFocus
      />
    </FormDialog>
  );
}
