import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../../api/queries.ts';
import { useRefresh } from '../../../api/refresh.ts';
import { useSession } from '../../../app/session.tsx';
import { toast } from '../../../app/toasts.tsx';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { TextField } from '../../../parts/fields.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { useForm } from '../../../parts/form.ts';
import { Refusal } from '../../../parts/states.tsx';
import { programs as say } from '../../../words/programs.ts';
import type { Program } from '../screen.tsx';

/** What can be done with the whole program in its state. */
export function ProgramActs({ program }: { program: Program }) {
  const { may } = useSession();
  const refresh = useRefresh();
  const [asked, setAsked] = useState<'archive' | 'duplicate' | null>(null);
  const close = (): void => setAsked(null);
  const params = { programId: program.id };
  const done = (text: string) => ({
    onDone: () => {
      toast(text);
      refresh('getProgram', 'listPrograms', 'listScheduledTouchpoints');
      close();
    },
  });
  const pause = useAct('pauseProgram', done(say.paused));
  const resume = useAct('resumeProgram', done(say.resumed));
  const archive = useAct('archiveProgram', done(say.archived));
  if (!may('programs.save') || program.status === 'archived') return null;
  return (
    <div className="stack">
      <div className="row wrap acts" role="group" aria-label={say.acts}>
        {program.status === 'active' ? (
          <button type="button" disabled={pause.isPending} onClick={() => pause.mutate({ params })}>
            {say.pause}
          </button>
        ) : (
          <button
            type="button"
            className="primary"
            disabled={resume.isPending}
            onClick={() => resume.mutate({ params })}
          >
            {say.resume}
          </button>
        )}
        <button type="button" onClick={() => setAsked('duplicate')}>
          {say.duplicate} …
        </button>
        <button type="button" className="danger" onClick={() => setAsked('archive')}>
          {say.archive} …
        </button>
      </div>
      <Refusal error={pause.error ?? resume.error} />
      {asked === 'archive' && (
        <ConfirmDialog
          title={say.archiveTitle}
          about={say.archiveBody}
          act={say.archive}
          typed={program.name}
          isBusy={archive.isPending}
          error={archive.error}
          onAct={() => archive.mutate({ params })}
          onClose={close}
        />
      )}
      {asked === 'duplicate' && <DuplicateDialog program={program} onClose={close} />}
    </div>
  );
}

function DuplicateDialog({ program, onClose }: { program: Program; onClose: () => void }) {
  const navigate = useNavigate();
  const { values, bind } = useForm({ name: '' });
  const duplicate = useAct('duplicateProgram', {
    onDone: ({ id }) => {
      onClose();
      void navigate({ to: '/programs/$id', params: { id } });
    },
  });
  return (
    <FormDialog
      title={say.duplicateTitle}
      act={say.duplicate}
      isBusy={duplicate.isPending}
      error={duplicate.error}
      onSubmit={() =>
        duplicate.mutate({ params: { programId: program.id }, body: { name: values.name.trim() } })
      }
      onClose={onClose}
    >
      <TextField label={say.name} bind={bind('name')} error={duplicate.error} isRequired autoFocus />
    </FormDialog>
  );
}
