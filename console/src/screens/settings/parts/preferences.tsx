import { useState } from 'react';
import { areKeysOn, switchKeys } from '../../../app/keys.ts';
import { useSession } from '../../../app/session.tsx';
import { CheckField } from '../../../parts/fields.tsx';
import { words } from '../../../words/en.ts';
import { preferences as say } from '../../../words/settings.ts';
import { PartHead } from './part-head.tsx';

/** What this browser keeps for whoever works in it. */
export default function Preferences() {
  const { me, signOut } = useSession();
  const [isOn, setOn] = useState(areKeysOn);
  const set = (value: boolean): void => {
    switchKeys(value);
    setOn(value);
  };
  return (
    <>
      <PartHead title={say.title} about={say.about} />
      <CheckField
        label={words.help.switchOff}
        hint={say.keysHint}
        bind={{ name: 'keys', value: isOn, onChange: set }}
      />
      <p>
        {say.signedIn} <strong dir="auto">{me.name}</strong> <span className="muted">{me.email}</span>
      </p>
      <p>
        <button type="button" onClick={signOut}>
          {words.signIn.out}
        </button>
      </p>
    </>
  );
}
