import { useState } from 'react';
import type { ActionOf, GivenAction } from '../../../../../contracts/automations/actions.ts';
import { useCall, usePages } from '../../../api/queries.ts';
import { CheckList } from '../../../parts/check-list.tsx';
import { Combobox, type Option } from '../../../parts/combobox.tsx';
import { optionsOf, SelectField, TextArea, TextField } from '../../../parts/fields.tsx';
import { TemplatePick, UserPick } from '../../../parts/picks.tsx';
import { Shown } from '../../../parts/states.tsx';
import { automations as say } from '../../../words/automations.ts';
import { RuleGroup } from './rule-group.tsx';
import type { Counts } from './rules.ts';

/** An action as it is made here, without the key that the product gives. */
type Made<K extends GivenAction['kind']> = Omit<ActionOf<K>, 'key'>;
interface Edited<K extends GivenAction['kind']> {
  action: Made<K>;
  onChange: (action: Made<K>) => void;
  error: unknown;
}

/** What actions of more than one value begin with. */
export const FIRST = {
  set_groups: { kind: 'set_groups', mode: 'add', groupIds: [] },
  email_user: { kind: 'email_user', to: { owner: 'ar' }, words: { templateId: '' }, mailboxId: null },
  sms: { kind: 'sms', contactTypes: [], body: '', purpose: 'outreach', smsSenderId: '' },
  compute_score: { kind: 'compute_score', criteria: [] },
  webhook: { kind: 'webhook', webhookId: '' },
} satisfies { [K in GivenAction['kind']]?: Made<K> };
export type MoreKind = keyof typeof FIRST;
export type MoreAction = { [K in MoreKind]: Made<K> }[MoreKind];

/** Whether an action has fields of its own here. */
export const isMore = (kind: string): kind is MoreKind => kind in FIRST;

/** The fields of an action of more than one value. */
export function MoreFields({
  action,
  onChange,
  error,
}: {
  action: MoreAction;
  onChange: (action: MoreAction) => void;
  error: unknown;
}) {
  switch (action.kind) {
    case 'set_groups':
      return <Groups action={action} onChange={onChange} error={error} />;
    case 'email_user':
      return <EmailUser action={action} onChange={onChange} error={error} />;
    case 'sms':
      return <Sms action={action} onChange={onChange} error={error} />;
    case 'compute_score':
      return <Score action={action} onChange={onChange} error={error} />;
    case 'webhook':
      return <Webhook action={action} onChange={onChange} error={error} />;
  }
}

function Groups({ action, onChange, error }: Edited<'set_groups'>) {
  const groups = usePages('listVisibilityGroups', { query: { limit: 200 } });
  return (
    <>
      <SelectField
        label={say.groupMode}
        bind={{ name: 'mode', value: action.mode, onChange: (mode) => onChange({ ...action, mode }) }}
        options={optionsOf(say.groupModes)}
      />
      <CheckList
        label={say.groups}
        bind={{
          name: 'groupIds',
          value: action.groupIds,
          onChange: (groupIds) => onChange({ ...action, groupIds: [...groupIds] }),
        }}
        error={error}
        options={groups.rows.map(({ id, name }) => [id, name] as const)}
      />
    </>
  );
}

type To = Made<'email_user'>['to'];
const TO_KINDS = ['ar', 'sales', 'user', 'address'] as const;
const kindOf = (to: To): (typeof TO_KINDS)[number] =>
  'owner' in to ? to.owner : 'userId' in to ? 'user' : 'address';

function EmailUser({ action, onChange, error }: Edited<'email_user'>) {
  const { to } = action;
  const [user, setUser] = useState<Option | null>(null);
  const [template, setTemplate] = useState<Option | null>(null);
  const set = (next: To): void => onChange({ ...action, to: next });
  const choose = (kind: (typeof TO_KINDS)[number]): void =>
    set(kind === 'user' ? { userId: '' } : kind === 'address' ? { address: '' } : { owner: kind });
  return (
    <>
      <SelectField
        label={say.toWhom}
        bind={{ name: 'to', value: kindOf(to), onChange: choose }}
        options={optionsOf(say.toKinds)}
      />
      {'userId' in to && (
        <UserPick
          label={say.which}
          value={user}
          onChange={(option) => {
            setUser(option);
            set({ userId: option?.id ?? '' });
          }}
        />
      )}
      {'address' in to && (
        <TextField
          kind="email"
          label={say.address}
          bind={{ name: 'address', value: to.address, onChange: (address) => set({ address }) }}
          error={error}
        />
      )}
      <TemplatePick
        label={say.template}
        value={template}
        onChange={(option) => {
          setTemplate(option);
          onChange({ ...action, words: { templateId: option?.id ?? '' } });
        }}
      />
    </>
  );
}

function Sms({ action, onChange, error }: Edited<'sms'>) {
  const senders = usePages('listSmsSenders', { query: { limit: 200 } });
  return (
    <>
      <SelectField
        label={say.smsSender}
        bind={{
          name: 'smsSenderId',
          value: action.smsSenderId,
          onChange: (smsSenderId) => onChange({ ...action, smsSenderId }),
        }}
        error={error}
        options={[['', say.choose], ...senders.rows.map(({ id, name }) => [id, name] as const)]}
      />
      <TextArea
        label={say.smsBody}
        bind={{ name: 'body', value: action.body, onChange: (body) => onChange({ ...action, body }) }}
        error={error}
        rows={4}
      />
      <SelectField
        label={say.purpose}
        bind={{
          name: 'purpose',
          value: action.purpose,
          onChange: (purpose) => onChange({ ...action, purpose }),
        }}
        options={optionsOf(say.purposes)}
      />
    </>
  );
}

function Webhook({ action, onChange }: Edited<'webhook'>) {
  const [webhook, setWebhook] = useState<Option | null>(null);
  return (
    <Combobox
      label={say.which}
      value={webhook}
      onChange={(option) => {
        setWebhook(option);
        onChange({ ...action, webhookId: option?.id ?? '' });
      }}
      useOptions={useWebhooks}
    />
  );
}

function useWebhooks(text: string) {
  const { rows, isPending } = usePages('listWebhooks', { query: { limit: 200 } });
  const wanted = text.trim().toLowerCase();
  const options = rows.map(({ id, url }) => ({ id, name: url }));
  return { options: options.filter(({ name }) => name.toLowerCase().includes(wanted)), isPending };
}

const NO_COUNTS: Counts = new Map();

/** Points by rules: the score is the sum of those that hold. */
function Score({ action, onChange, error }: Edited<'compute_score'>) {
  const catalogue = useCall('getAudienceCatalogue', {});
  const organisation = useCall('getOrganisation', {});
  const { criteria } = action;
  type Criterion = (typeof criteria)[number];
  const set = (at: number, change: Partial<Criterion>): void =>
    onChange({
      ...action,
      criteria: criteria.map((each, index) => (index === at ? { ...each, ...change } : each)),
    });
  const add = (): void =>
    onChange({
      ...action,
      criteria: [...criteria, { name: '', points: 1, when: { kind: 'all', nodes: [] } }],
    });
  return (
    <Shown read={catalogue} rows={2}>
      {(known) => (
        <div className="stack">
          {criteria.map((criterion, at) => {
            const path = `criteria[${at}]`;
            return (
              <fieldset key={path} className="stack">
                <legend>{criterion.name || say.criterion}</legend>
                <div className="fields">
                  <TextField
                    label={say.criterionName}
                    bind={{ name: 'name', value: criterion.name, onChange: (name) => set(at, { name }) }}
                    error={error}
                    errorField={`actions[0].${path}.name`}
                  />
                  <TextField
                    kind="number"
                    label={say.points}
                    bind={{
                      name: 'points',
                      value: `${criterion.points}`,
                      onChange: (points) => set(at, { points: Number(points) }),
                    }}
                  />
                </div>
                <RuleGroup
                  path={path}
                  catalogue={known}
                  counts={NO_COUNTS}
                  fields={known.customer}
                  currency={organisation.data?.baseCurrency ?? 'EUR'}
                  group={criterion.when}
                  onChange={(when) => set(at, { when })}
                  onRemove={() =>
                    onChange({ ...action, criteria: criteria.filter((_each, index) => index !== at) })
                  }
                />
              </fieldset>
            );
          })}
          <div className="row">
            <button type="button" onClick={add}>
              {say.addCriterion}
            </button>
          </div>
        </div>
      )}
    </Shown>
  );
}
