import { useState, type FormEvent } from 'react';
import { useAct, useCall } from '../../../api/queries.ts';
import { useRefresh } from '../../../api/refresh.ts';
import { useSave } from '../../../api/save.ts';
import { announce } from '../../../app/live.tsx';
import { useKeys } from '../../../app/keys.ts';
import { useLocale } from '../../../app/locale.ts';
import { useSession } from '../../../app/session.tsx';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { Conflict } from '../../../parts/conflict.tsx';
import { useForm } from '../../../parts/form.ts';
import { countText } from '../../../parts/format.ts';
import { Refusal } from '../../../parts/states.tsx';
import { Mark } from '../../../parts/values.tsx';
import { builder as say } from '../../../words/sequences.ts';
import type { Sequence, Step } from '../screen.tsx';
import type { Option } from '../../../parts/combobox.tsx';
import { Preview } from './preview.tsx';
import { StepFields } from './step-fields.tsx';
import { bodyOf, valuesOf } from './step-values.ts';

/** One step, saved by itself, with what a customer would get beside it. `step` null: a new one. */
export function StepEditor({
  sequence,
  step,
  onSaved,
  customer,
  onCustomer,
}: {
  sequence: Sequence;
  step: Step | null;
  onSaved: (step: string | undefined) => void;
  /** Whom the preview is of. */
  customer: Option | null;
  onCustomer: (customer: Option | null) => void;
}) {
  const { may } = useSession();
  const { locale } = useLocale();
  const refresh = useRefresh();
  const params = { sequenceId: sequence.id };
  const form = useForm(valuesOf(step, sequence.steps.at(-1)));
  const [isRemoving, setRemoving] = useState(false);
  const again = (): void => refresh('getSequence', 'getStep', 'listPaths', 'getSequenceOverview');
  const add = useAct('addStep', {
    onDone: ({ id }) => {
      announce(say.added);
      again();
      onSaved(id);
    },
  });
  // Its version is the step's own, which is read for it.
  const read = useCall('getStep', { params: { ...params, stepId: step?.id ?? '' } }, { isOn: step !== null });
  const live = useCall('getSequenceOverview', { params }, { isOn: sequence.status === 'active' });
  const remove = useAct('removeStep', {
    onDone: () => {
      announce(say.removed);
      again();
      onSaved(undefined);
    },
  });
  const update = useSave('updateStep', read.data ?? NONE, {
    onDone: () => {
      announce(say.saved);
      form.reset(form.values);
      again();
    },
    key: step !== null && read.data ? read.data.id : '',
  });
  const canSave = may('sequences.save');
  const save = (): void => {
    const body = bodyOf(form.values);
    if (step === null) add.mutate({ params, body: { ...body, type: form.values.type } });
    else update.save({ params: { ...params, stepId: step.id }, body });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save();
  };
  useKeys({ 'Mod+s': save }, { isOn: canSave });
  const error = add.error ?? update.error ?? remove.error;
  const reached = live.data ? live.data.enrollments.active + live.data.enrollments.paused : 0;
  return (
    <div className="builder-columns">
      <form className="stack" onSubmit={submit} aria-label={say.title}>
        {sequence.status === 'active' && reached > 0 && (
          <p className="notice">{say.reaches(countText(reached, locale))}</p>
        )}
        <StepFields form={form} isNew={step === null} error={error} />
        <Refusal error={error} />
        <Conflict
          conflict={update.conflict}
          onTheirs={(theirs) => form.reset(valuesOf(theirs as unknown as Step, undefined))}
        />
        {canSave && (
          <div className="row wrap">
            <button
              type="submit"
              className="primary"
              disabled={add.isPending || update.isBusy || (step !== null && !read.data)}
            >
              {step === null ? say.addStep : say.save} <kbd>Ctrl S</kbd>
            </button>
            {form.isDirty && <Mark tone="warning">{say.unsaved}</Mark>}
            {step !== null && (
              <button type="button" className="danger" onClick={() => setRemoving(true)}>
                {say.remove} …
              </button>
            )}
          </div>
        )}
      </form>
      <Preview
        sequence={sequence}
        values={form.values}
        savedId={step !== null && !form.isDirty ? step.id : null}
        isNew={step === null}
        customer={customer}
        onCustomer={onCustomer}
      />
      {isRemoving && step !== null && (
        <ConfirmDialog
          title={say.removeTitle}
          about={say.removeBody}
          act={say.remove}
          isBusy={remove.isPending}
          error={remove.error}
          onAct={() => remove.mutate({ params: { ...params, stepId: step.id } })}
          onClose={() => setRemoving(false)}
        />
      )}
    </div>
  );
}

const NONE = {};
