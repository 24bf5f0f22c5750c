import type { Reply } from '../../../api/operations.ts';
import { useCall } from '../../../api/queries.ts';
import { useSave } from '../../../api/save.ts';
import { useSession } from '../../../app/session.tsx';
import { toast } from '../../../app/toasts.tsx';
import { optionsOf, SelectField, TextArea, TextField } from '../../../parts/fields.tsx';
import { useForm } from '../../../parts/form.ts';
import { SaveForm } from '../../../parts/save-form.tsx';
import { Shown } from '../../../parts/states.tsx';
import { words } from '../../../words/en.ts';
import { organisation as say, settings } from '../../../words/settings.ts';
import {
  creditRules,
  insightModes,
  mailReadingModes,
  retentionKinds,
} from '../../../words/settings-kinds.ts';
import { changeOf, typedOf, type Organisation } from './organisation-form.ts';
import { PartHead } from './part-head.tsx';

/** What counts everywhere. */
export default function OrganisationPart() {
  const read = useCall('getOrganisation', {});
  const mailboxes = useCall('listMailboxes', { query: { limit: 200 } });
  return (
    <>
      <PartHead title={say.title} about={say.about} />
      <Shown read={read}>
        {(data) => <OrganisationForm read={data} mailboxes={mailboxes.data?.items ?? []} />}
      </Shown>
    </>
  );
}

function OrganisationForm({
  read,
  mailboxes,
}: {
  read: Organisation;
  mailboxes: Reply<'listMailboxes'>['items'];
}) {
  const { may } = useSession();
  const form = useForm(typedOf(read));
  const saving = useSave('updateOrganisation', read, {
    onDone: (saved) => {
      form.reset(typedOf(saved));
      toast(words.saved);
    },
  });
  const { error } = saving;
  const of = (name: keyof typeof form.values) => ({ bind: form.bind(name) as never, error });
  const isOff = !may('settings.manage');
  const senders = mailboxes.filter(({ retiredAt }) => retiredAt === null);
  return (
    <SaveForm
      label={say.title}
      saving={saving}
      isDirty={form.isDirty}
      isOff={isOff}
      onSave={() => saving.save({ body: changeOf(form.values) })}
      onTheirs={(theirs) => form.reset(typedOf(theirs as Organisation))}
    >
      {isOff && <p className="muted">{settings.readOnly}</p>}
      <TextField label={say.name} {...of('name')} isRequired />
      <div className="fields">
        <TextField label={say.zone} hint={say.zoneHint} {...of('zone')} isRequired />
        <TextField label={say.locale} hint={say.localeHint} {...of('locale')} isRequired />
        <TextField label={say.currency} {...of('baseCurrency')} isRequired />
      </div>
      <SelectField
        label={say.mailbox}
        {...of('defaultMailboxId')}
        options={[['', say.noMailbox], ...senders.map(({ id, name }) => [id, name] as const)]}
      />
      <h3>{say.policy}</h3>
      <div className="fields">
        <TextField kind="number" label={say.daysBetween} hint={say.daysBetweenHint} {...of('daysBetween')} />
        <TextField kind="number" label={say.perDay} hint={say.anyNumber} {...of('perDay')} />
        <TextField
          kind="number"
          label={say.perDomainPerDay}
          hint={say.anyNumber}
          {...of('perDomainPerDay')}
        />
        <TextField kind="number" label={say.perRun} {...of('perRun')} />
      </div>
      <h3>{say.sending}</h3>
      <div className="fields">
        <TextField kind="number" label={say.retryHours} {...of('retryHours')} />
        <TextField
          kind="number"
          label={say.replyHoldDays}
          hint={say.replyHoldHint}
          {...of('replyHoldDays')}
        />
        <TextField kind="number" label={say.confirmAbove} {...of('confirmAbove')} />
        <TextField label={say.region} hint={say.regionHint} {...of('defaultRegion')} />
      </div>
      <h3>{say.quiet}</h3>
      <div className="fields">
        <TextField
          kind="time"
          label={say.quietStart}
          hint={say.quietHint}
          {...of('quietStart')}
          errorField="start"
        />
        <TextField kind="time" label={say.quietStop} {...of('quietStop')} errorField="stop" />
      </div>
      <h3>{say.money}</h3>
      <div className="fields">
        <SelectField label={say.credit} {...of('credit')} options={optionsOf(creditRules)} />
        <TextArea label={say.minimums} hint={say.minimumsHint} rows={3} {...of('minimumAmounts')} />
      </div>
      <h3>{say.models}</h3>
      <div className="fields">
        <SelectField
          label={say.insights}
          hint={say.modelHint}
          {...of('insights')}
          options={optionsOf(insightModes)}
        />
        <SelectField label={say.mailReading} {...of('mailReading')} options={optionsOf(mailReadingModes)} />
      </div>
      <h3>{say.retention}</h3>
      <p className="muted">{say.retentionHint}</p>
      <div className="fields">
        {optionsOf(retentionKinds).map(([kind, name]) => (
          <TextField
            key={kind}
            kind="number"
            label={name}
            bind={{
              name: kind,
              value: form.values.retention[kind],
              onChange: (text) => form.set({ retention: { ...form.values.retention, [kind]: text } }),
            }}
            error={error}
            errorField={`retention.${kind}`}
          />
        ))}
      </div>
    </SaveForm>
  );
}
