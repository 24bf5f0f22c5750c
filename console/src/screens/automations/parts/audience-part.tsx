import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { call } from '../../../api/call.ts';
import { useAct, useCall } from '../../../api/queries.ts';
import { useRefresh } from '../../../api/refresh.ts';
import { useSave } from '../../../api/save.ts';
import { useLocale } from '../../../app/locale.ts';
import { useSession } from '../../../app/session.tsx';
import { toast } from '../../../app/toasts.tsx';
import type { Option } from '../../../parts/combobox.tsx';
import { Conflict } from '../../../parts/conflict.tsx';
import { TextField } from '../../../parts/fields.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { useForm } from '../../../parts/form.ts';
import { CustomerPick } from '../../../parts/picks.tsx';
import { Refusal, Shown } from '../../../parts/states.tsx';
import { Mark } from '../../../parts/values.tsx';
import { automations as say } from '../../../words/automations.ts';
import { counted } from '../../../words/plural.ts';
import type { Automation } from '../edit.tsx';
import { RuleGroup } from './rule-group.tsx';
import type { AudienceGroup, Counts } from './rules.ts';

const PAUSE_MS = 300;
const NO_COUNTS: Counts = new Map();

/** Who the automation acts on: rules, each with its count, some of the customers, and why one is in. */
export function AudiencePart({ automation }: { automation: Automation }) {
  const { may } = useSession();
  const { locale } = useLocale();
  const refresh = useRefresh();
  const catalogue = useCall('getAudienceCatalogue', {});
  const organisation = useCall('getOrganisation', {});
  const [audience, setAudience] = useState<AudienceGroup>(automation.audience);
  const [isListing, setListing] = useState(false);
  const { save, conflict, error, isBusy } = useSave('updateAutomation', automation, {
    onDone: () => {
      toast(say.saved);
      refresh('getAutomation');
    },
  });
  const preview = usePreview(audience);
  const counts: Counts = preview.data
    ? new Map(preview.data.rules.map(({ path, ...count }) => [path, count]))
    : NO_COUNTS;
  const isDirty = JSON.stringify(audience) !== JSON.stringify(automation.audience);
  const currency = organisation.data?.baseCurrency ?? 'EUR';
  return (
    <div className="stack">
      <Shown read={catalogue}>
        {(known) => (
          <RuleGroup
            path="audience"
            catalogue={known}
            counts={counts}
            fields={known.customer}
            currency={currency}
            group={audience}
            onChange={setAudience}
          />
        )}
      </Shown>
      {audience.nodes.length === 0 && <p className="notice">{say.noRules}</p>}
      <Refusal error={preview.error} />
      <p role="status">
        {preview.data && (
          <>
            <strong>{counted(preview.data.count, say.count, locale)}</strong>{' '}
            {preview.data.sample.length > 0 && (
              <span className="muted" dir="auto">
                {say.sample}: {preview.data.sample.map(({ name }) => name).join(', ')}
              </span>
            )}
          </>
        )}
      </p>
      <WhyIn audience={audience} />
      <Refusal error={error} />
      <Conflict
        conflict={conflict}
        onTheirs={(theirs) => setAudience((theirs as unknown as Automation).audience)}
      />
      <div className="row wrap">
        {may('automations.save') && (
          <button
            type="button"
            className="primary"
            disabled={isBusy || !isDirty}
            onClick={() => save({ params: { automationId: automation.id }, body: { audience } })}
          >
            {say.save}
          </button>
        )}
        {may('lists.manage') && (
          <button type="button" onClick={() => setListing(true)}>
            {say.saveList} …
          </button>
        )}
      </div>
      {isListing && <SaveList audience={audience} onClose={() => setListing(false)} />}
    </div>
  );
}

/** Counted a moment after the last change; what is not finished yet keeps the count before it. */
function usePreview(audience: AudienceGroup) {
  const text = JSON.stringify(audience);
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return useQuery({
    queryKey: ['previewAudience', settled],
    queryFn: ({ signal }) =>
      call('previewAudience', { body: { audience: JSON.parse(settled) as AudienceGroup } }, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
  });
}

function WhyIn({ audience }: { audience: AudienceGroup }) {
  const [customer, setCustomer] = useState<Option | null>(null);
  const explain = useAct('explainAudience');
  const ask = (option: Option | null): void => {
    setCustomer(option);
    if (option) explain.mutate({ body: { audience, customerId: option.id } });
  };
  const found = explain.data;
  return (
    <div className="stack">
      <CustomerPick label={say.whyIn} value={customer} onChange={ask} />
      <Refusal error={explain.error} />
      {customer && found && (
        <>
          <p role="status" dir="auto">
            {found.isMember ? say.member(customer.name) : say.noMember(customer.name)}
          </p>
          <ul className="reasons">
            {found.rules.map(({ path, holds }) => (
              <li key={path}>
                {path} <Mark tone={holds ? 'good' : 'muted'}>{holds ? say.holds : say.holdsNot}</Mark>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function SaveList({ audience, onClose }: { audience: AudienceGroup; onClose: () => void }) {
  const { values, bind } = useForm({ name: '' });
  const create = useAct('saveAudienceList', {
    onDone: ({ name }) => {
      toast(say.listSaved(name));
      onClose();
    },
  });
  return (
    <FormDialog
      title={say.saveList}
      act={say.saveList}
      isBusy={create.isPending}
      error={create.error}
      onSubmit={() => create.mutate({ body: { audience, name: values.name.trim() } })}
      onClose={onClose}
    >
      <TextField label={say.name} bind={bind('name')} error={create.error} isRequired autoFocus />
    </FormDialog>
  );
}
