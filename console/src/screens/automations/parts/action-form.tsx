import { useState } from 'react';
import type { GivenAction } from '../../../../../contracts/automations/actions.ts';
import type { AutomationActionKind } from '../../../../../contracts/automations/kinds.ts';
import { Combobox, type Option } from '../../../parts/combobox.tsx';
import { SelectField, TextField, optionsOf } from '../../../parts/fields.tsx';
import { LabelPick } from '../../../parts/label-pick.tsx';
import { SequencePick, TemplatePick, UserPick } from '../../../parts/picks.tsx';
import { usePages } from '../../../api/queries.ts';
import { FIRST, isMore, MoreFields, type MoreAction, type MoreKind } from './action-more.tsx';
import { actionKinds, automations as say } from '../../../words/automations.ts';

interface Props {
  error: unknown;
  onAdd: (action: GivenAction) => void;
}

/** One more thing to do to each customer. */
export function ActionForm({ error, onAdd }: Props) {
  const [kind, setKind] = useState<AutomationActionKind>('add_label');
  const [picked, setPicked] = useState<Option | null>(null);
  const [owner, setOwner] = useState<'ar' | 'sales'>('ar');
  const [purpose, setPurpose] = useState<'outreach' | 'collections'>('outreach');
  const [text, setText] = useState('');
  const [name, setName] = useState('');
  const [more, setMore] = useState<MoreAction | null>(null);
  const id = picked?.id ?? '';
  const choose = (next: AutomationActionKind): void => {
    setKind(next);
    setPicked(null);
    setText('');
    setMore(isMore(next) ? FIRST[next] : null);
  };
  const add = (): void => {
    onAdd(more ?? actionOf({ kind: kind as Typed['kind'], id, owner, purpose, text, name }));
  };
  const pick = { value: picked, onChange: setPicked, label: say.which };
  return (
    <fieldset className="stack">
      <legend>{say.addAction}</legend>
      <SelectField
        label={say.kind}
        bind={{ name: 'kind', value: kind, onChange: choose }}
        options={optionsOf(actionKinds)}
      />
      {(kind === 'add_label' || kind === 'remove_label') && <LabelPick {...pick} />}
      {(kind === 'add_to_list' || kind === 'remove_from_list') && (
        <Combobox {...pick} useOptions={useLists} />
      )}
      {(kind === 'enroll' || kind === 'stop_enrollment') && <SequencePick {...pick} />}
      {kind === 'enroll_in_program' && <Combobox {...pick} useOptions={usePrograms} />}
      {kind === 'assign_owner' && (
        <>
          <SelectField
            label={say.owner}
            bind={{ name: 'owner', value: owner, onChange: setOwner }}
            options={optionsOf(say.owners)}
          />
          <UserPick {...pick} />
        </>
      )}
      {kind === 'email' && (
        <>
          <TemplatePick {...pick} label={say.template} />
          <SelectField
            label={say.purpose}
            bind={{ name: 'purpose', value: purpose, onChange: setPurpose }}
            options={optionsOf(say.purposes)}
          />
        </>
      )}
      {(kind === 'set_score' || kind === 'add_score') && (
        <TextField
          kind="number"
          label={say.points}
          bind={{ name: 'value', value: text, onChange: setText }}
          error={error}
        />
      )}
      {kind === 'set_property' && (
        <div className="fields">
          <TextField
            label={say.property}
            bind={{ name: 'name', value: name, onChange: setName }}
            error={error}
          />
          <TextField
            label={say.value}
            bind={{ name: 'value', value: text, onChange: setText }}
            error={error}
          />
        </div>
      )}
      {more && <MoreFields action={more} onChange={setMore} error={error} />}
      <div className="row">
        <button type="button" onClick={add}>
          {say.addAction}
        </button>
      </div>
    </fieldset>
  );
}

interface Typed {
  kind: Exclude<AutomationActionKind, MoreKind>;
  id: string;
  owner: 'ar' | 'sales';
  purpose: 'outreach' | 'collections';
  text: string;
  name: string;
}

/** What was typed as the API takes it; what is wrong with it the API says. */
function actionOf({ kind, id, owner, purpose, text, name }: Typed): GivenAction {
  switch (kind) {
    case 'add_label':
    case 'remove_label':
      return { kind, labelId: id };
    case 'add_to_list':
    case 'remove_from_list':
      return { kind, listId: id };
    case 'enroll':
    case 'stop_enrollment':
      return { kind, sequenceId: id };
    case 'enroll_in_program':
      return { kind, programId: id };
    case 'assign_owner':
      return { kind, owner, userId: id === '' ? null : id };
    case 'email':
      return { kind, contactTypes: [], words: { templateId: id }, purpose, mailboxId: null };
    case 'set_score':
    case 'add_score':
      return { kind, value: Number(text) };
    case 'set_property':
      return { kind, name: name.trim(), value: text };
    default:
      return kind satisfies never;
  }
}

const searched = (text: string) => ({ limit: 20, ...(text.trim() !== '' && { search: text.trim() }) });

function useLists(text: string) {
  const { rows, isPending } = usePages('listLists', { query: searched(text) });
  return { options: rows.map(({ id, name }) => ({ id, name })), isPending };
}

function usePrograms(text: string) {
  const { rows, isPending } = usePages('listPrograms', { query: searched(text) });
  return { options: rows.map(({ id, name }) => ({ id, name })), isPending };
}
