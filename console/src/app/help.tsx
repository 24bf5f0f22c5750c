import { useState } from 'react';
import { readAgain, useAct } from '../api/queries.ts';
import { Dialog } from '../parts/dialog.tsx';
import { words } from '../words/en.ts';
import { areKeysOn, switchKeys } from './keys.ts';
import { usePreferences } from './preferences.ts';

/** All keys, and the switch for the single ones. */
export function Help({ onClose }: { onClose: () => void }) {
  const [isOn, setOn] = useState(areKeysOn);
  const chosen = usePreferences();
  const save = useAct('setPreferences', { onDone: () => readAgain('getPreferences') });
  return (
    <Dialog title={words.help.title} onClose={onClose}>
      <dl className="keys">
        {words.help.rows.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label className="check">
        <input
          type="checkbox"
          checked={isOn}
          onChange={(event) => {
            switchKeys(event.target.checked);
            setOn(event.target.checked);
            save.mutate({ body: { ...chosen, hasSingleKeys: event.target.checked } });
          }}
        />
        {words.help.switchOff}
      </label>
    </Dialog>
  );
}
