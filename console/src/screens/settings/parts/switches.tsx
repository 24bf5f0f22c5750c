import { useState } from 'react';
import type { ItemOf } from '../../../api/operations.ts';
import type { SwitchScope } from '../../../../../contracts/holds/switches.ts';
import { readAgain, useAct, useCall, usePages } from '../../../api/queries.ts';
import { toast } from '../../../app/toasts.tsx';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { optionsOf, SelectField, TextField } from '../../../parts/fields.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { useForm } from '../../../parts/form.ts';
import { Shown } from '../../../parts/states.tsx';
import { Moment } from '../../../parts/values.tsx';
import { switchScopes } from '../../../words/settings-kinds.ts';
import { operations as say } from '../../../words/settings-more.ts';

type Switch = ItemOf<'listSwitches'>;

/** What is stopped by hand, and the way to stop more. */
export function Switches() {
  const read = useCall('listSwitches', {});
  const [isStopping, setStopping] = useState(false);
  const [ended, setEnded] = useState<Switch | null>(null);
  return (
    <section className="stack" aria-label={say.switches}>
      <div className="row between wrap">
        <h3>{say.switches}</h3>
        <button type="button" className="danger" onClick={() => setStopping(true)}>
          {say.stop} …
        </button>
      </div>
      <Shown read={read} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p>{say.noneOn}</p>
          ) : (
            <ul className="plain-list">
              {items.map((each) => (
                <li key={`${each.scope} ${each.id}`} className="row between wrap">
                  <span>
                    <strong dir="auto">{nameOf(each)}</strong> <span dir="auto">{each.reason}</span>{' '}
                    {each.since !== null && (
                      <span className="muted">
                        {say.since} <Moment at={each.since} />
                      </span>
                    )}
                  </span>
                  <button
                    type="button"
                    aria-label={`${say.goOn}: ${nameOf(each)}`}
                    onClick={() => setEnded(each)}
                  >
                    {say.goOn} …
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
      {isStopping && <Stop onClose={() => setStopping(false)} />}
      {ended && <GoOn of={ended} onClose={() => setEnded(null)} />}
    </section>
  );
}

const nameOf = ({ scope, name }: Switch): string => name ?? switchScopes[scope];

const changed = (): void => readAgain('listSwitches', 'getSendingState');

/** A switch as the API takes it: everything has no id. */
const bodyOf = (scope: SwitchScope, id: string, state: { isOn: boolean; reason?: string }) =>
  scope === 'all' ? { scope, ...state } : { scope, id, ...state };

function Stop({ onClose }: { onClose: () => void }) {
  const form = useForm({ scope: 'all' as SwitchScope, id: '', reason: '' });
  const { scope, id, reason } = form.values;
  const which = useStoppable(scope);
  const stop = useAct('setSwitch', {
    onDone: () => {
      changed();
      toast(say.stopped);
      onClose();
    },
  });
  return (
    <FormDialog
      title={say.stopTitle}
      about={say.stopAbout}
      act={say.stop}
      isDanger
      isOff={scope !== 'all' && id === ''}
      isBusy={stop.isPending}
      error={stop.error}
      onSubmit={() => stop.mutate({ body: bodyOf(scope, id, { isOn: true, reason }) })}
      onClose={onClose}
    >
      <SelectField
        label={say.scope}
        bind={{ ...form.bind('scope'), onChange: (next) => form.set({ scope: next, id: '' }) }}
        options={optionsOf(switchScopes)}
      />
      {scope !== 'all' && (
        <SelectField
          label={say.which}
          bind={form.bind('id')}
          error={stop.error}
          options={[['', '–'], ...which.map((each) => [each.id, each.name] as const)]}
        />
      )}
      <TextField label={say.reason} bind={form.bind('reason')} error={stop.error} isRequired autoFocus />
    </FormDialog>
  );
}

function useStoppable(scope: SwitchScope): { id: string; name: string }[] {
  const query = { limit: 200 };
  const programs = usePages('listPrograms', { query });
  const sequences = usePages('listSequences', { query });
  const automations = usePages('listAutomations', { query });
  const mailboxes = usePages('listMailboxes', { query });
  const senders = usePages('listSmsSenders', { query });
  const all: Record<SwitchScope, { id: string; name: string }[]> = {
    all: [],
    program: programs.rows,
    sequence: sequences.rows,
    automation: automations.rows,
    mailbox: [...mailboxes.rows, ...senders.rows],
  };
  return all[scope];
}

function GoOn({ of, onClose }: { of: Switch; onClose: () => void }) {
  const end = useAct('setSwitch', {
    onDone: () => {
      changed();
      toast(say.wentOn);
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={say.goOnTitle(nameOf(of))}
      about={say.goOnAbout}
      act={say.goOn}
      isDanger={false}
      isBusy={end.isPending}
      error={end.error}
      onAct={() => end.mutate({ body: bodyOf(of.scope, of.id ?? '', { isOn: false }) })}
      onClose={onClose}
    />
  );
}
