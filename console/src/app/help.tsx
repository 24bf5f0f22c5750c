import { useState } from 'react';
import { Dialog } from '../parts/dialog.tsx';
import { words } from '../words/en.ts';
import { areKeysOn, switchKeys } from './keys.ts';

/** All keys, and the switch for the single ones. */
export function Help({ onClose }: { onClose: () => void }) {
  const [isOn, setOn] = useState(areKeysOn);
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
          }}
        />
        {words.help.switchOff}
      </label>
    </Dialog>
  );
}
