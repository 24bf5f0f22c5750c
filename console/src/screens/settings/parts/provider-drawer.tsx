import type { Reply } from '../../../api/operations.ts';
import { readAgain, useAct, useCall } from '../../../api/queries.ts';
import { useSave } from '../../../api/save.ts';
import { toast } from '../../../app/toasts.tsx';
import { Drawer } from '../../../parts/drawer.tsx';
import { optionsOf, SelectField, TextArea, TextField } from '../../../parts/fields.tsx';
import { filled, orNull, useForm, type Form } from '../../../parts/form.ts';
import { SaveForm } from '../../../parts/save-form.tsx';
import { Shown } from '../../../parts/states.tsx';
import { words } from '../../../words/en.ts';
import { providers as say } from '../../../words/mailboxes.ts';
import { settings } from '../../../words/settings.ts';
import { clientAuths, providerKinds } from '../../../words/settings-kinds.ts';

type Provider = Reply<'getOauthProvider'>;

/** Who signs mailboxes in; null: a new one. */
export function ProviderDrawer({ id, onClose }: { id: string | null; onClose: () => void }) {
  const read = useCall('getOauthProvider', { params: { providerId: id ?? '' } }, { isOn: id !== null });
  return (
    <Drawer title={read.data?.name ?? say.create} onClose={onClose}>
      {id === null ? (
        <NewProvider onDone={onClose} />
      ) : (
        <Shown read={read}>{(provider) => <ProviderForm provider={provider} />}</Shown>
      )}
    </Drawer>
  );
}

const typedOf = (read: Provider | null) => ({
  kind: read?.kind ?? ('microsoft' as Provider['kind']),
  name: read?.name ?? '',
  clientId: read?.clientId ?? '',
  clientSecret: '',
  clientAuth: read?.clientAuth ?? ('post' as Provider['clientAuth']),
  tenant: '',
  issuer: read?.issuer ?? '',
  authorizationEndpoint: read?.authorizationEndpoint ?? '',
  tokenEndpoint: read?.tokenEndpoint ?? '',
  scopes: read?.scopes.join('\n') ?? '',
});
type Typed = ReturnType<typeof typedOf>;

const scopesOf = (text: string): string[] => text.split(/\s+/).filter((scope) => scope !== '');

function NewProvider({ onDone }: { onDone: () => void }) {
  const form = useForm(typedOf(null));
  const create = useAct('createOauthProvider', {
    onDone: () => {
      readAgain('listOauthProviders');
      onDone();
    },
  });
  const { kind, name, clientId, clientSecret, clientAuth, ...typed } = form.values;
  const scopes = scopesOf(typed.scopes);
  const ends = {
    issuer: filled(typed.issuer),
    authorizationEndpoint: filled(typed.authorizationEndpoint),
    tokenEndpoint: filled(typed.tokenEndpoint),
    tenant: kind === 'microsoft' ? filled(typed.tenant) : undefined,
  };
  return (
    <SaveForm
      label={say.create}
      saving={{ conflict: null, error: create.error, isBusy: create.isPending }}
      isDirty={form.isDirty}
      act={settings.create}
      onSave={() =>
        create.mutate({
          body: {
            kind,
            name,
            clientId,
            clientAuth,
            clientSecret: orNull(clientSecret),
            ...ends,
            ...(scopes.length > 0 && { scopes }),
          },
        })
      }
    >
      <SelectField label={say.kind} bind={form.bind('kind')} options={optionsOf(providerKinds)} autoFocus />
      <Fields form={form} error={create.error} hasSecret={false} isKnown={kind !== 'custom'} />
      {kind === 'microsoft' && (
        <TextField label={say.tenant} hint={say.tenantHint} bind={form.bind('tenant')} error={create.error} />
      )}
    </SaveForm>
  );
}

function ProviderForm({ provider }: { provider: Provider }) {
  const form = useForm(typedOf(provider));
  const saving = useSave('updateOauthProvider', provider, {
    onDone: (saved) => {
      form.reset(typedOf(saved));
      readAgain('listOauthProviders', 'getOauthProvider', 'listMailboxes');
      toast(words.saved);
    },
  });
  const { name, clientId, clientSecret, clientAuth, issuer, authorizationEndpoint, tokenEndpoint, scopes } =
    form.values;
  const secret = filled(clientSecret);
  const body = {
    name,
    clientId,
    clientAuth,
    issuer: orNull(issuer),
    authorizationEndpoint,
    tokenEndpoint,
    scopes: scopesOf(scopes),
    ...(secret !== undefined && { clientSecret: secret }),
  };
  return (
    <SaveForm
      label={provider.name}
      saving={saving}
      isDirty={form.isDirty}
      onSave={() => saving.save({ params: { providerId: provider.id }, body })}
      onTheirs={(theirs) => form.reset(typedOf(theirs as Provider))}
    >
      <Fields form={form} error={saving.error} hasSecret={provider.hasClientSecret} isKnown={false} />
    </SaveForm>
  );
}

function Fields({
  form: { bind },
  error,
  hasSecret,
  isKnown,
}: {
  form: Form<Typed>;
  error: unknown;
  hasSecret: boolean;
  isKnown: boolean;
}) {
  return (
    <>
      <TextField label={say.name} bind={bind('name')} error={error} isRequired />
      <TextField label={say.clientId} bind={bind('clientId')} error={error} isRequired />
      <TextField
        kind="password"
        label={say.clientSecret}
        hint={hasSecret ? say.secretStays : say.secretHint}
        bind={bind('clientSecret')}
        error={error}
      />
      {!isKnown && (
        <>
          <TextField
            kind="url"
            label={say.authorization}
            bind={bind('authorizationEndpoint')}
            error={error}
          />
          <TextField kind="url" label={say.token} bind={bind('tokenEndpoint')} error={error} />
          <TextField kind="url" label={say.issuer} bind={bind('issuer')} error={error} />
          <TextArea label={say.scopes} hint={say.scopesHint} rows={3} bind={bind('scopes')} error={error} />
          <SelectField
            label={say.clientAuth}
            bind={bind('clientAuth')}
            error={error}
            options={optionsOf(clientAuths)}
          />
        </>
      )}
    </>
  );
}
