import { useState } from 'react';
import type { GivenAction } from '../../../../../contracts/automations/actions.ts';
import { useRefresh } from '../../../api/refresh.ts';
import { useSave } from '../../../api/save.ts';
import { useSession } from '../../../app/session.tsx';
import { toast } from '../../../app/toasts.tsx';
import { Conflict } from '../../../parts/conflict.tsx';
import { Empty, Refusal } from '../../../parts/states.tsx';
import { actionKinds, automations as say } from '../../../words/automations.ts';
import type { Automation } from '../edit.tsx';
import { ActionText } from './action-text.tsx';
import { ActionForm } from './action-form.tsx';

/** What is done to each customer, in this order. */
export function Actions({ automation }: { automation: Automation }) {
  const { may } = useSession();
  const refresh = useRefresh();
  const [actions, setActions] = useState<readonly GivenAction[]>(automation.actions);
  const { save, conflict, error, isBusy } = useSave('updateAutomation', automation, {
    onDone: (saved) => {
      toast(say.saved);
      setActions(saved.actions);
      refresh('getAutomation');
    },
  });
  const canSave = may('automations.save');
  const up = (at: number): void =>
    setActions(
      actions.map((each, index) =>
        index === at - 1 ? (actions[at] ?? each) : index === at ? (actions[at - 1] ?? each) : each,
      ),
    );
  return (
    <div className="stack">
      {actions.length === 0 && <Empty>{say.noActions}</Empty>}
      <ol className="timeline">
        {actions.map((action, at) => {
          const { kind, key } = action;
          return (
            <li key={key ?? `new ${at}`} className="row wrap between">
              <span>
                <strong>
                  {at + 1}. {actionKinds[kind]}
                </strong>{' '}
                <ActionText action={action} />
              </span>
              {canSave && (
                <span className="row">
                  {at > 0 && (
                    <button type="button" className="plain" onClick={() => up(at)}>
                      {say.up}
                    </button>
                  )}
                  <button
                    type="button"
                    className="plain"
                    onClick={() => setActions(actions.filter((_each, index) => index !== at))}
                  >
                    {say.removeRule}
                  </button>
                </span>
              )}
            </li>
          );
        })}
      </ol>
      {canSave && (
        <ActionForm
          key={actions.length}
          error={error}
          onAdd={(action) => {
            setActions([...actions, action]);
          }}
        />
      )}
      <Refusal error={error} />
      <Conflict
        conflict={conflict}
        onTheirs={(theirs) => setActions((theirs as unknown as Automation).actions)}
      />
      {canSave && (
        <div className="row">
          <button
            type="button"
            className="primary"
            disabled={isBusy || JSON.stringify(actions) === JSON.stringify(automation.actions)}
            onClick={() => save({ params: { automationId: automation.id }, body: { actions: [...actions] } })}
          >
            {say.save}
          </button>
        </div>
      )}
    </div>
  );
}
