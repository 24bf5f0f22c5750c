import { useState } from 'react';
import type { ItemOf } from '../../../api/operations.ts';
import { readAgain, useAct, usePages } from '../../../api/queries.ts';
import { useSession } from '../../../app/session.tsx';
import { toast } from '../../../app/toasts.tsx';
import { CheckField } from '../../../parts/fields.tsx';
import { Pages } from '../../../parts/pages.tsx';
import { Empty, Refusal } from '../../../parts/states.tsx';
import { Mark } from '../../../parts/values.tsx';
import { words } from '../../../words/en.ts';
import { labels as say, settings } from '../../../words/settings.ts';
import { NameDialog } from './name-dialog.tsx';
import { PartHead } from './part-head.tsx';

type Group = ItemOf<'listLabelGroups'>;
type Label = Group['labels'][number];
type Asked = { new: 'group' } | { new: 'label'; group: Group } | { group: Group } | { label: Label };

/** Labels in their groups. */
export default function LabelsPart() {
  const { may } = useSession();
  const [isAll, setAll] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const list = usePages('listLabelGroups', { query: { ...(isAll && { includeArchived: 'true' as const }) } });
  const mayManage = may('labels.manage');
  const done = (): void => {
    readAgain('listLabelGroups');
    setAsked(null);
    toast(words.saved);
  };
  const ofGroup = useAct('updateLabelGroup', { onDone: done });
  const ofLabel = useAct('updateLabel', { onDone: done });
  const flip = (thing: Group | Label): void => {
    const body = { isArchived: !thing.isArchived };
    if ('labels' in thing) ofGroup.mutate({ params: { labelGroupId: thing.id }, body });
    else ofLabel.mutate({ params: { labelId: thing.id }, body });
  };
  const create = mayManage && (
    <button type="button" className="primary" onClick={() => setAsked({ new: 'group' })}>
      {say.createGroup}
    </button>
  );
  return (
    <>
      <PartHead title={say.title} about={say.about} act={create} />
      <CheckField label={settings.withArchived} bind={{ name: 'archived', value: isAll, onChange: setAll }} />
      <Refusal error={ofGroup.error ?? ofLabel.error} />
      <Pages list={list} empty={<Empty act={create}>{say.empty}</Empty>}>
        <ul className="cards">
          {list.rows.map((group) => (
            <li key={group.id} className="card stack">
              <Named
                thing={group}
                isHead
                onRename={() => setAsked({ group })}
                onFlip={() => flip(group)}
                isOff={!mayManage}
              />
              <ul className="plain-list">
                {group.labels.map((label) => (
                  <li key={label.id}>
                    <Named
                      thing={label}
                      onRename={() => setAsked({ label })}
                      onFlip={() => flip(label)}
                      isOff={!mayManage}
                    />
                  </li>
                ))}
              </ul>
              {mayManage && !group.isArchived && (
                <p>
                  <button type="button" onClick={() => setAsked({ new: 'label', group })}>
                    {say.createLabel}
                  </button>
                </p>
              )}
            </li>
          ))}
        </ul>
      </Pages>
      {asked && <Ask asked={asked} onDone={done} onClose={() => setAsked(null)} />}
    </>
  );
}

function Named({
  thing: { name, isArchived },
  isHead = false,
  isOff,
  onRename,
  onFlip,
}: {
  thing: Group | Label;
  isHead?: boolean;
  isOff: boolean;
  onRename: () => void;
  onFlip: () => void;
}) {
  const Name = isHead ? 'h3' : 'span';
  return (
    <div className="row between wrap">
      <Name dir="auto">
        {name} {isArchived && <Mark tone="muted">{settings.archived}</Mark>}
      </Name>
      {!isOff && (
        <span className="row">
          <button type="button" className="plain" aria-label={`${say.rename}: ${name}`} onClick={onRename}>
            {say.rename}
          </button>
          <button
            type="button"
            className="plain"
            aria-label={`${isArchived ? settings.restore : settings.archive}: ${name}`}
            onClick={onFlip}
          >
            {isArchived ? settings.restore : settings.archive}
          </button>
        </span>
      )}
    </div>
  );
}

function Ask({ asked, onDone, onClose }: { asked: Asked; onDone: () => void; onClose: () => void }) {
  const newGroup = useAct('createLabelGroup', { onDone });
  const newLabel = useAct('createLabel', { onDone });
  const group = useAct('updateLabelGroup', { onDone });
  const label = useAct('updateLabel', { onDone });
  const act =
    'new' in asked ? (asked.new === 'group' ? newGroup : newLabel) : 'group' in asked ? group : label;
  const name = (text: string): void => {
    const body = { name: text };
    if ('new' in asked) {
      if (asked.new === 'group') newGroup.mutate({ body });
      else newLabel.mutate({ params: { labelGroupId: asked.group.id }, body });
    } else if ('group' in asked) group.mutate({ params: { labelGroupId: asked.group.id }, body });
    else label.mutate({ params: { labelId: asked.label.id }, body });
  };
  return (
    <NameDialog
      title={'new' in asked ? (asked.new === 'group' ? say.createGroup : say.createLabel) : say.rename}
      act={'new' in asked ? settings.create : words.save}
      initial={'new' in asked ? '' : 'group' in asked ? asked.group.name : asked.label.name}
      isBusy={act.isPending}
      error={act.error}
      onName={name}
      onClose={onClose}
    />
  );
}
