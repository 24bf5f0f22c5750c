import { useState, type FormEvent } from 'react';
import { usePages } from '../../../api/queries.ts';
import { useRefresh } from '../../../api/refresh.ts';
import { useSave } from '../../../api/save.ts';
import { announce } from '../../../app/live.tsx';
import { useSession } from '../../../app/session.tsx';
import type { Option } from '../../../parts/combobox.tsx';
import { Conflict } from '../../../parts/conflict.tsx';
import { CheckField, SelectField, TextArea, TextField, optionsOf } from '../../../parts/fields.tsx';
import { errorAt, filled, orNull, useForm } from '../../../parts/form.ts';
import { UserPick } from '../../../parts/picks.tsx';
import { Refusal } from '../../../parts/states.tsx';
import { builder as say, purposes, sequences } from '../../../words/sequences.ts';
import type { Sequence } from '../screen.tsx';

const valuesOf = (one: Sequence) => ({
  name: one.name,
  description: one.description ?? '',
  zone: one.zone,
  purpose: one.purpose,
  mailboxId: one.mailboxId ?? '',
  windowStart: one.window?.start ?? '',
  windowStop: one.window?.stop ?? '',
  sendDays: one.sendDays,
  onReply: one.stopRules.onReply,
  onBounce: one.stopRules.onBounce,
  onPaid: one.stopRules.onPaid,
  onAllDisputed: one.stopRules.onAllDisputed,
  onNotActive: one.stopRules.onNotActive,
});
const RULES = Object.keys(say.stopRules) as (keyof typeof say.stopRules)[];

/** How the sequence sends, and what stops it. */
export function Settings({ sequence }: { sequence: Sequence }) {
  const { may } = useSession();
  const refresh = useRefresh();
  const form = useForm(valuesOf(sequence));
  const { values, bind, set } = form;
  const mailboxes = usePages('listMailboxes', { query: { limit: 200 } });
  const users = usePages('listUsers', { query: { limit: 200 } });
  const [primary, setPrimary] = useState<Option | null | undefined>();
  const primaryUser =
    primary === undefined ? (users.rows.find(({ id }) => id === sequence.primaryUserId) ?? null) : primary;
  const { save, conflict, error, isBusy } = useSave('updateSequence', sequence, {
    onDone: () => {
      announce(say.purposeChanged);
      form.reset(values);
      refresh('getSequence', 'listPaths', 'getSequenceOverview');
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const [start, stop] = [filled(values.windowStart), filled(values.windowStop)];
    save({
      params: { sequenceId: sequence.id },
      body: {
        name: values.name.trim(),
        description: orNull(values.description),
        zone: values.zone.trim(),
        purpose: values.purpose,
        mailboxId: orNull(values.mailboxId),
        window: start === undefined && stop === undefined ? null : { start: start ?? '', stop: stop ?? '' },
        sendDays: values.sendDays,
        stopRules: Object.fromEntries(RULES.map((rule) => [rule, values[rule]])),
        ...(primary !== undefined && { primaryUserId: primary?.id ?? null }),
      },
    });
  };
  const toggleDay = (day: number): void =>
    set({
      sendDays: values.sendDays.includes(day)
        ? values.sendDays.filter((each) => each !== day)
        : [...values.sendDays, day].sort((one, other) => one - other),
    });
  return (
    <form className="stack" onSubmit={submit} aria-label={say.settings}>
      <div className="fields">
        <TextField label={sequences.name} bind={bind('name')} error={error} isRequired />
        <TextField label={sequences.zone} bind={bind('zone')} error={error} isRequired />
        <SelectField
          label={sequences.purpose}
          bind={bind('purpose')}
          options={optionsOf(purposes)}
          error={error}
        />
        <SelectField
          label={say.mailbox}
          bind={bind('mailboxId')}
          options={[['', say.noMailbox], ...mailboxes.rows.map(({ id, name }) => [id, name] as const)]}
          error={error}
        />
      </div>
      <UserPick
        label={say.primaryUser}
        value={primaryUser}
        onChange={setPrimary}
        problem={errorAt(error, 'primaryUserId')}
      />
      <TextArea label={say.description} bind={bind('description')} error={error} rows={2} />
      <div className="fields">
        <TextField
          kind="time"
          label={say.from}
          hint={say.windowHint}
          bind={bind('windowStart')}
          error={error}
          errorField="window.start"
        />
        <TextField
          kind="time"
          label={say.until}
          bind={bind('windowStop')}
          error={error}
          errorField="window.stop"
        />
      </div>
      <fieldset className="row wrap">
        <legend>{say.sendDays}</legend>
        {say.weekdays.map((name, index) => (
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
      <fieldset className="stack">
        <legend>{say.stops}</legend>
        {RULES.map((rule) => (
          <CheckField key={rule} label={say.stopRules[rule]} bind={bind(rule)} error={error} />
        ))}
      </fieldset>
      <Refusal error={error} />
      <Conflict
        conflict={conflict}
        onTheirs={(theirs) => form.reset(valuesOf(theirs as unknown as Sequence))}
      />
      {may('sequences.save') && (
        <button
          type="submit"
          className="primary"
          disabled={isBusy || (!form.isDirty && primary === undefined)}
        >
          {say.saveSettings}
        </button>
      )}
    </form>
  );
}
