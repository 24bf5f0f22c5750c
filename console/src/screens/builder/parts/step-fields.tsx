import { useRef } from 'react';
import { useCall } from '../../../api/queries.ts';
import { CheckField, SelectField, TextArea, TextField, optionsOf } from '../../../parts/fields.tsx';
import type { Form } from '../../../parts/form.ts';
import { stepTypes } from '../../../words/kinds.ts';
import {
  builder as say,
  contentModes,
  delayUnits,
  deliveries,
  priorities,
  stepTypeHints,
} from '../../../words/sequences.ts';
import type { StepValues } from './step-values.ts';

const BODY_ROWS = 14;

/** Every field that a step of its type has. */
export function StepFields({
  form,
  isNew,
  error,
}: {
  form: Form<StepValues>;
  isNew: boolean;
  error: unknown;
}) {
  const { values, bind } = form;
  const isMail = values.type === 'email';
  const isMessage = isMail || values.type === 'sms';
  const isPrompt = isMail && values.contentMode === 'prompt';
  return (
    <>
      <div className="fields">
        {isNew && (
          <SelectField
            label={say.type}
            hint={stepTypeHints[values.type]}
            bind={bind('type')}
            options={optionsOf(stepTypes)}
            error={error}
            autoFocus
          />
        )}
        <TextField label={say.label} bind={bind('label')} error={error} isRequired autoFocus={!isNew} />
      </div>
      <TimingFields form={form} error={error} />
      {isMessage && (
        <div className="fields">
          <SelectField
            label={say.delivery}
            bind={bind('delivery')}
            options={optionsOf(deliveries)}
            error={error}
          />
          {isMail && (
            <SelectField
              label={say.content}
              bind={bind('contentMode')}
              options={optionsOf(contentModes)}
              error={error}
            />
          )}
        </div>
      )}
      {isPrompt && <TextArea label={say.prompt} bind={bind('prompt')} error={error} rows={6} />}
      {isMail && !isPrompt && <TextField label={say.subject} bind={bind('subject')} error={error} />}
      {isMessage && !isPrompt && <BodyField form={form} error={error} isMail={isMail} />}
      {!isMessage && (
        <>
          <TextArea label={say.script} bind={bind('script')} error={error} rows={8} />
          <TextArea
            label={say.outcomes}
            bind={bind('outcomes')}
            error={error}
            errorField="outcomeLabels"
            rows={4}
          />
        </>
      )}
      <TextArea label={say.instructions} bind={bind('instructions')} error={error} rows={3} />
      <div className="fields">
        <SelectField
          label={say.priority}
          bind={bind('priority')}
          options={optionsOf(priorities)}
          error={error}
        />
        {isMail && <TextArea label={say.cc} bind={bind('cc')} error={error} rows={2} />}
      </div>
      {isMail && <CheckField label={say.threaded} bind={bind('isThreaded')} error={error} />}
    </>
  );
}

function TimingFields({ form: { values, bind }, error }: { form: Form<StepValues>; error: unknown }) {
  return (
    <div className="fields">
      <SelectField
        label={say.timing}
        bind={bind('timingKind')}
        options={optionsOf(say.timings)}
        error={error}
        errorField="timing"
      />
      {values.timingKind === 'offset' ? (
        <>
          <TextField
            kind="number"
            label={say.days}
            bind={bind('days')}
            error={error}
            errorField="timing.days"
            isRequired
          />
          <TextField
            kind="time"
            label={say.sendTime}
            bind={bind('sendTime')}
            error={error}
            errorField="timing.sendTime"
          />
        </>
      ) : (
        <>
          <TextField
            kind="number"
            label={say.amount}
            bind={bind('amount')}
            error={error}
            errorField="timing.amount"
            isRequired
          />
          <SelectField
            label={say.unit}
            bind={bind('unit')}
            options={optionsOf(delayUnits)}
            error={error}
            errorField="timing.unit"
          />
          <TextField
            kind="time"
            label={say.atTime}
            bind={bind('atTime')}
            error={error}
            errorField="timing.atTime"
          />
        </>
      )}
    </div>
  );
}

/** The words, with what they may name, put where the cursor stands. */
function BodyField({ form, error, isMail }: { form: Form<StepValues>; error: unknown; isMail: boolean }) {
  const { values, set, bind } = form;
  const around = useRef<HTMLDivElement>(null);
  const variables = useCall('listTemplateVariables', { query: { level: 'account' } });
  const insert = (name: string): void => {
    const area = around.current?.querySelector('textarea');
    const [from, to] = [area?.selectionStart ?? values.body.length, area?.selectionEnd ?? values.body.length];
    set({ body: `${values.body.slice(0, from)}{{${name}}}${values.body.slice(to)}` });
    area?.focus();
  };
  return (
    <div ref={around} className="stack">
      <TextArea
        label={isMail ? say.body : say.smsBody}
        bind={bind('body')}
        error={error}
        rows={isMail ? BODY_ROWS : 4}
      />
      {variables.data && (
        <select
          aria-label={say.variables}
          value=""
          onChange={({ target }) => target.value !== '' && insert(target.value)}
        >
          <option value="">{say.variables} …</option>
          {variables.data.items
            .filter(({ kind, within }) => kind === 'value' && within === null)
            .map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
        </select>
      )}
    </div>
  );
}
