import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { Reply } from '../../api/operations.ts';
import { useAct, useCall } from '../../api/queries.ts';
import { useRefresh } from '../../api/refresh.ts';
import { announce } from '../../app/live.tsx';
import { useKeys } from '../../app/keys.ts';
import { useSession } from '../../app/session.tsx';
import { Empty, Refusal, Shown } from '../../parts/states.tsx';
import { Mark } from '../../parts/values.tsx';
import { sequenceStatuses, stepTypes } from '../../words/kinds.ts';
import { useState } from 'react';
import type { Option } from '../../parts/combobox.tsx';
import { builder as say, sequences } from '../../words/sequences.ts';
import { Settings } from './parts/settings.tsx';
import { StepEditor } from './parts/step-editor.tsx';
import './builder.css';

export type Sequence = Reply<'getSequence'>;
export type Step = Sequence['steps'][number];
const NEW = 'new';
const SETTINGS = 'settings';

/** A sequence as it is built: its steps with their dates, one of them open with the mail as a customer would get it. */
export default function BuilderScreen() {
  const { id } = useParams({ from: '/sequences/$id/edit' });
  const { step: opened } = useSearch({ from: '/sequences/$id/edit' });
  const navigate = useNavigate({ from: '/sequences/$id/edit' });
  // Chosen once, for every step.
  const [customer, onCustomer] = useState<Option | null>(null);
  const previewed = { customer, onCustomer };
  const { may } = useSession();
  const sequence = useCall('getSequence', { params: { sequenceId: id } });
  const open = (step: string | undefined): void => void navigate({ search: { step }, replace: true });
  const steps = sequence.data?.steps ?? [];
  const current = opened ?? steps[0]?.id;
  const at = steps.findIndex((step) => step.id === current);
  const go = (by: number) => () => open(steps[Math.max(0, Math.min(steps.length - 1, at + by))]?.id);
  const canSave = may('sequences.save');
  useKeys({ j: go(1), k: go(-1), ...(canSave && { n: () => open(NEW) }) });
  return (
    <div className="screen builder">
      <Shown read={sequence} rows={4}>
        {(one) => (
          <>
            <header className="screen-head">
              <div className="row wrap">
                <h1 dir="auto">
                  <Link to="/sequences/$id" params={{ id }}>
                    {one.name}
                  </Link>
                </h1>
                <Mark tone={one.status === 'active' ? 'good' : 'muted'}>{sequenceStatuses[one.status]}</Mark>
              </div>
              {one.activationProblems.length > 0 && (
                <details className="notice">
                  <summary>
                    {sequences.problems} ({one.activationProblems.length})
                  </summary>
                  <ul className="reasons">
                    {one.activationProblems.map(({ field, message }) => (
                      <li key={field + message}>
                        {field}: {message}
                      </li>
                    ))}
                  </ul>
                </details>
              )}
            </header>
            <Rail sequence={one} current={current} canSave={canSave} onOpen={open} />
            <section className="builder-work" aria-label={say.title}>
              {current === SETTINGS ? (
                <Settings key={one.id} sequence={one} />
              ) : current === NEW ? (
                <StepEditor key={NEW} sequence={one} step={null} onSaved={open} {...previewed} />
              ) : steps[at] ? (
                <StepEditor
                  key={steps[at].id}
                  sequence={one}
                  step={steps[at]}
                  onSaved={open}
                  {...previewed}
                />
              ) : (
                <Empty>{say.noSteps}</Empty>
              )}
            </section>
          </>
        )}
      </Shown>
    </div>
  );
}

/** The steps in their order with the dates that a start today gives; `Alt` and arrows move the open one. */
function Rail({
  sequence,
  current,
  canSave,
  onOpen,
}: {
  sequence: Sequence;
  current: string | undefined;
  canSave: boolean;
  onOpen: (step: string) => void;
}) {
  const refresh = useRefresh();
  const paths = useCall('listPaths', { params: { sequenceId: sequence.id }, query: {} });
  const dates = new Map(
    (paths.data?.paths ?? []).flatMap(({ steps }) =>
      steps.map(({ stepId, localTime }) => [stepId, localTime] as const),
    ),
  );
  const move = useAct('moveStep', {
    onDone: () => {
      announce(say.moved);
      refresh('getSequence', 'listPaths');
    },
  });
  const open = sequence.steps.find(({ id }) => id === current);
  const by = (step: number) => () => {
    if (!open || open.position + step < 1 || move.isPending) return;
    move.mutate({
      params: { sequenceId: sequence.id, stepId: open.id },
      body: { position: open.position + step },
    });
  };
  useKeys({ ...(canSave && open && { 'Alt+ArrowUp': by(-1), 'Alt+ArrowDown': by(1) }) });
  const branches = sequence.branches;
  return (
    <nav className="rail" aria-label={say.title}>
      <ol className="plain-list">
        {sequence.steps.map((step) => (
          <li key={step.id}>
            <button
              type="button"
              className="rail-step"
              aria-current={step.id === current ? 'step' : undefined}
              onClick={() => onOpen(step.id)}
            >
              <span className="muted">{dates.get(step.id) ?? ''}</span>
              <strong dir="auto">
                {step.position}. {step.label}
              </strong>
              <span className="muted">
                {stepTypes[step.type]}
                {branches.length > 1 && <> · {branches.find(({ id }) => id === step.branchId)?.name}</>}
              </span>
            </button>
          </li>
        ))}
      </ol>
      {canSave && open && (
        <div className="row wrap">
          <button type="button" aria-keyshortcuts="Alt+ArrowUp" onClick={by(-1)}>
            {say.up}
          </button>
          <button type="button" aria-keyshortcuts="Alt+ArrowDown" onClick={by(1)}>
            {say.down}
          </button>
        </div>
      )}
      <Refusal error={move.error} />
      {canSave && (
        <button
          type="button"
          className={current === NEW ? undefined : 'primary'}
          aria-keyshortcuts="n"
          onClick={() => onOpen(NEW)}
        >
          {say.addStep} <kbd>n</kbd>
        </button>
      )}
      <button type="button" aria-pressed={current === SETTINGS} onClick={() => onOpen(SETTINGS)}>
        {say.settings}
      </button>
      {branches.length > 1 && <Branches sequence={sequence} />}
    </nav>
  );
}

/** Where each branch leads, to read. */
function Branches({ sequence }: { sequence: Sequence }) {
  return (
    <details>
      <summary>{say.map}</summary>
      <ul className="reasons">
        {sequence.steps.flatMap((step) =>
          step.conditions.map((condition) => (
            <li key={step.id + condition.outcome} dir="auto">
              {step.label}: {condition.outcome} → {targetOf(sequence, condition.target)}
            </li>
          )),
        )}
      </ul>
    </details>
  );
}

function targetOf(sequence: Sequence, target: Step['conditions'][number]['target']): string {
  if (target.kind === 'step')
    return sequence.steps.find(({ id }) => id === target.stepId)?.label ?? target.kind;
  if (target.kind === 'branch')
    return sequence.branches.find(({ id }) => id === target.branchId)?.name ?? target.kind;
  return target.kind;
}
