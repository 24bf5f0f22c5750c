import type { FormEvent } from 'react';
import { usePages } from '../../../api/queries.ts';
import { useRefresh } from '../../../api/refresh.ts';
import { useSave } from '../../../api/save.ts';
import { useSession } from '../../../app/session.tsx';
import { toast } from '../../../app/toasts.tsx';
import { Conflict } from '../../../parts/conflict.tsx';
import { CheckField, SelectField, TextArea, TextField, optionsOf } from '../../../parts/fields.tsx';
import { orNull, useForm } from '../../../parts/form.ts';
import { Refusal } from '../../../parts/states.tsx';
import { words } from '../../../words/en.ts';
import { matchings, programs as say } from '../../../words/programs.ts';
import { builder } from '../../../words/sequences.ts';
import type { Program } from '../screen.tsx';

const valuesOf = (one: Program) => ({
  name: one.name,
  description: one.description ?? '',
  zone: one.zone,
  sendDays: one.sendDays,
  sendTime: one.sendTime,
  latestSendTime: one.latestSendTime,
  everyWeeks: String(one.everyWeeks),
  mailboxId: one.mailboxId ?? '',
  matching: one.matching,
  autoEnroll: one.autoEnroll,
  surgeFactor: String(one.surgeFactor),
});

/** When and from where the program sends, and whom it takes in. */
export function Settings({ program }: { program: Program }) {
  const { may } = useSession();
  const refresh = useRefresh();
  const form = useForm(valuesOf(program));
  const { values, bind, set } = form;
  const mailboxes = usePages('listMailboxes', { query: { limit: 200 } });
  const { save, conflict, error, isBusy } = useSave('updateProgram', program, {
    onDone: () => {
      toast(say.saved);
      form.reset(values);
      refresh('getProgram', 'listPrograms');
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save({
      params: { programId: program.id },
      body: {
        name: values.name.trim(),
        description: orNull(values.description),
        zone: values.zone.trim(),
        sendDays: values.sendDays,
        sendTime: values.sendTime,
        latestSendTime: orNull(values.latestSendTime),
        everyWeeks: Number(values.everyWeeks),
        mailboxId: orNull(values.mailboxId),
        matching: values.matching,
        autoEnroll: values.autoEnroll,
        surgeFactor: Number(values.surgeFactor),
      },
    });
  };
  const toggleDay = (day: number): void =>
    set({
      sendDays: values.sendDays.includes(day)
        ? values.sendDays.filter((each) => each !== day)
        : [...values.sendDays, day].sort((one, other) => one - other),
    });
  const canSave = may('programs.save') && program.status !== 'archived';
  return (
    <form className="stack" onSubmit={submit} aria-label={say.tabs.settings}>
      <div className="fields">
        <TextField label={say.name} bind={bind('name')} error={error} isRequired />
        <TextField label={say.zone} bind={bind('zone')} error={error} isRequired />
        <SelectField
          label={say.mailbox}
          bind={bind('mailboxId')}
          options={[['', words.none], ...mailboxes.rows.map(({ id, name }) => [id, name] as const)]}
          error={error}
        />
        <SelectField
          label={say.matching}
          bind={bind('matching')}
          options={optionsOf(matchings)}
          error={error}
        />
      </div>
      <TextArea label={say.description} bind={bind('description')} error={error} rows={2} />
      <fieldset className="row wrap">
        <legend>{say.sendDays}</legend>
        {builder.weekdays.map((name, index) => (
          <label key={name} className="check">
            <input
              type="checkbox"
              checked={values.sendDays.includes(index + 1)}
              onChange={() => toggleDay(index + 1)}
            />
            {name}
          </label>
        ))}
      </fieldset>
      <div className="fields">
        <TextField kind="time" label={say.sendTime} bind={bind('sendTime')} error={error} isRequired />
        <TextField kind="time" label={say.latest} bind={bind('latestSendTime')} error={error} />
        <TextField kind="number" label={say.everyWeeks} bind={bind('everyWeeks')} error={error} isRequired />
        <TextField
          kind="number"
          label={say.surgeFactor}
          bind={bind('surgeFactor')}
          error={error}
          isRequired
        />
      </div>
      <CheckField label={say.autoEnroll} bind={bind('autoEnroll')} error={error} />
      <Refusal error={error} />
      <Conflict
        conflict={conflict}
        onTheirs={(theirs) => form.reset(valuesOf(theirs as unknown as Program))}
      />
      {canSave && (
        <div className="row">
          <button type="submit" className="primary" disabled={isBusy || !form.isDirty}>
            {say.saveSettings}
          </button>
        </div>
      )}
    </form>
  );
}
