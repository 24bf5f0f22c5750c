import type { FormEvent } from 'react';
import { useRefresh } from '../../../api/refresh.ts';
import { useSave } from '../../../api/save.ts';
import { useSession } from '../../../app/session.tsx';
import { toast } from '../../../app/toasts.tsx';
import { Conflict } from '../../../parts/conflict.tsx';
import { CheckField, SelectField, TextArea, TextField, optionsOf } from '../../../parts/fields.tsx';
import { orNull, useForm } from '../../../parts/form.ts';
import { hereZone, instantOf } from '../../../parts/moments.ts';
import { Refusal } from '../../../parts/states.tsx';
import { automations as say, periodUnits } from '../../../words/automations.ts';
import { customerActs } from '../../../words/customer-acts.ts';
import type { Automation } from '../edit.tsx';

function useSaved(automation: Automation) {
  const refresh = useRefresh();
  return useSave('updateAutomation', automation, {
    onDone: () => {
      toast(say.saved);
      refresh('getAutomation', 'listAutomations');
    },
  });
}

/** What it is called. */
export function Details({ automation }: { automation: Automation }) {
  const { may } = useSession();
  const of = (one: Automation) => ({ name: one.name, description: one.description ?? '' });
  const form = useForm(of(automation));
  const { values, bind } = form;
  const { save, conflict, error, isBusy } = useSaved(automation);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save({
      params: { automationId: automation.id },
      body: { name: values.name.trim(), description: orNull(values.description) },
    });
  };
  return (
    <form className="stack" onSubmit={submit} aria-label={say.parts.details}>
      <TextField label={say.name} bind={bind('name')} error={error} isRequired />
      <TextArea label={say.description} bind={bind('description')} error={error} rows={3} />
      <Refusal error={error} />
      <Conflict conflict={conflict} onTheirs={(theirs) => form.reset(of(theirs as unknown as Automation))} />
      {may('automations.save') && <SaveButton isOff={isBusy} />}
    </form>
  );
}

/** When it acts. */
export function Schedule({ automation }: { automation: Automation }) {
  const { may } = useSession();
  const of = (one: Automation) => ({
    isOngoing: one.isOngoing,
    isOnce: one.isOnce,
    amount: one.every === null ? '' : String(one.every.amount),
    unit: one.every?.unit ?? ('day' as const),
    startsAt: typed(one.startsAt),
    endsAt: typed(one.endsAt),
  });
  const form = useForm(of(automation));
  const { values, bind } = form;
  const { save, conflict, error, isBusy } = useSaved(automation);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const every = values.amount.trim() === '' ? null : { amount: Number(values.amount), unit: values.unit };
    save({
      params: { automationId: automation.id },
      body: {
        isOngoing: values.isOngoing,
        isOnce: values.isOnce,
        every: values.isOngoing ? every : null,
        startsAt: instantOf(values.startsAt) ?? null,
        endsAt: instantOf(values.endsAt) ?? null,
      },
    });
  };
  const clock = customerActs.whenHint(hereZone()).split('.')[0];
  return (
    <form className="stack" onSubmit={submit} aria-label={say.parts.schedule}>
      <CheckField label={say.isOngoing} bind={bind('isOngoing')} error={error} />
      {values.isOngoing && (
        <div className="fields">
          <TextField
            kind="number"
            label={say.every}
            hint={say.everyHint}
            bind={bind('amount')}
            error={error}
            errorField="every.amount"
          />
          <SelectField
            label={say.every}
            bind={bind('unit')}
            options={optionsOf(periodUnits)}
            error={error}
            errorField="every.unit"
          />
        </div>
      )}
      <CheckField label={say.isOnce} bind={bind('isOnce')} error={error} />
      <div className="fields">
        <TextField
          kind="datetime-local"
          label={say.startsAt}
          hint={`${say.atStart} ${clock}.`}
          bind={bind('startsAt')}
          error={error}
        />
        <TextField
          kind="datetime-local"
          label={say.endsAt}
          hint={`${say.never} ${clock}.`}
          bind={bind('endsAt')}
          error={error}
        />
      </div>
      <Refusal error={error} />
      <Conflict conflict={conflict} onTheirs={(theirs) => form.reset(of(theirs as unknown as Automation))} />
      {may('automations.save') && <SaveButton isOff={isBusy} />}
    </form>
  );
}

function SaveButton({ isOff }: { isOff: boolean }) {
  return (
    <div className="row">
      <button type="submit" className="primary" disabled={isOff}>
        {say.save}
      </button>
    </div>
  );
}

/** An instant as the clock of this browser shows it, for an input. */
function typed(at: string | null): string {
  if (at === null) return '';
  const moment = new Date(at);
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  return `${day}T${two(moment.getHours())}:${two(moment.getMinutes())}`;
}
