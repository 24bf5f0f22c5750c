import { queryClient, useAct, useCall } from '../../../api/queries.ts';
import type { Reply } from '../../../api/operations.ts';
import { announce } from '../../../app/live.tsx';
import { useSession } from '../../../app/session.tsx';
import { CheckField, TextField } from '../../../parts/fields.tsx';
import { orNull, useForm } from '../../../parts/form.ts';
import { SaveForm } from '../../../parts/save-form.tsx';
import { Shown } from '../../../parts/states.tsx';
import { words } from '../../../words/en.ts';
import { organisation, preferences as say } from '../../../words/settings.ts';
import { PartHead } from './part-head.tsx';

/** How whoever is signed in likes the console, and the way out. */
export default function Preferences() {
  const { me, signOut } = useSession();
  const read = useCall('getPreferences', {});
  return (
    <>
      <PartHead title={say.title} about={say.about} />
      <Shown read={read} rows={4}>
        {(chosen) => <PreferencesForm chosen={chosen} />}
      </Shown>
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

const valuesOf = ({ locale, zone, ...rest }: Reply<'getPreferences'>) => ({
  ...rest,
  locale: locale ?? '',
  zone: zone ?? '',
});

function PreferencesForm({ chosen }: { chosen: Reply<'getPreferences'> }) {
  const { values, bind, isDirty, reset } = useForm(valuesOf(chosen));
  const act = useAct('setPreferences', {
    onDone: (reply) => {
      queryClient.setQueryData(['getPreferences', {}], reply);
      reset(valuesOf(reply));
      announce(say.saved);
    },
  });
  const saving = { conflict: null, error: act.error, isBusy: act.isPending };
  const save = (): void =>
    act.mutate({ body: { ...values, locale: orNull(values.locale), zone: orNull(values.zone) } });
  return (
    <SaveForm label={say.title} saving={saving} isDirty={isDirty} onSave={save}>
      <CheckField label={words.help.switchOff} hint={say.keysHint} bind={bind('hasSingleKeys')} />
      <CheckField label={say.dense} bind={bind('hasDenseRows')} />
      <TextField label={organisation.locale} hint={say.localeHint} bind={bind('locale')} error={act.error} />
      <TextField label={organisation.zone} hint={say.zoneHint} bind={bind('zone')} error={act.error} />
    </SaveForm>
  );
}
