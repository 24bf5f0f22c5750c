import type { FormEvent } from 'react';
import { readAgain, useAct } from '../../../api/queries.ts';
import { useSession } from '../../../app/session.tsx';
import { toast } from '../../../app/toasts.tsx';
import { TextField } from '../../../parts/fields.tsx';
import { filled, useForm } from '../../../parts/form.ts';
import { Refusal } from '../../../parts/states.tsx';
import { inbox as say, suggestionKinds } from '../../../words/inbox.ts';
import type { Suggestion } from '../conversation.ts';
import { InvoiceChoice } from './invoice-choice.tsx';

/** What a mail proposes, beside the words it rests on; whoever accepts may know better. */
export function SuggestionForm({ suggestion, customerId }: { suggestion: Suggestion; customerId: string }) {
  const { may } = useSession();
  const { id, kind, quote, data } = suggestion;
  const form = useForm({
    amount: data.amount ?? '',
    // Of money that they say they sent, the day is when they did: how long it is waited for is the API's to say.
    promisedOn: kind === 'promise' ? (data.day ?? '') : '',
    invoiceIds: data.invoiceIds as readonly string[],
    reason: quote,
    name: data.name ?? '',
    email: data.email ?? '',
  });
  const params = { suggestionId: id };
  const settled = (what: string) => (): void => {
    toast(what);
    readAgain('listMailSuggestions', 'getConversation');
  };
  const accept = useAct('acceptMailSuggestion', { onDone: settled(say.accepted) });
  const dismiss = useAct('dismissMailSuggestion', { onDone: settled(say.dismissed) });
  const { error } = accept;
  const isBusy = accept.isPending || dismiss.isPending;
  const isMoney = kind === 'promise' || kind === 'remittance';
  const { amount, promisedOn, invoiceIds, reason, name, email } = form.values;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const ofInvoices = invoiceIds.length > 0 ? { invoiceIds: [...invoiceIds] } : {};
    const body = isMoney
      ? { amount: filled(amount), promisedOn: filled(promisedOn), ...ofInvoices }
      : kind === 'dispute'
        ? { reason: filled(reason), ...ofInvoices }
        : kind === 'new_contact'
          ? { name: filled(name), email: filled(email) }
          : {};
    accept.mutate({ params, body });
  };
  return (
    <form className="suggestion stack" onSubmit={submit} aria-label={suggestionKinds[kind]}>
      <p>
        <strong>{suggestionKinds[kind]}</strong>{' '}
        <span className="muted" dir="auto">
          {say.quoted} “{quote}”
        </span>
      </p>
      {isMoney && (
        <div className="fields">
          <TextField kind="amount" label={say.amount} bind={form.bind('amount')} error={error} />
          <TextField
            kind="date"
            label={kind === 'promise' ? say.promisedOn : say.waitUntil}
            bind={form.bind('promisedOn')}
            error={error}
          />
        </div>
      )}
      {(isMoney || kind === 'dispute') && (
        <InvoiceChoice customerId={customerId} bind={form.bind('invoiceIds')} error={error} />
      )}
      {kind === 'dispute' && <TextField label={say.reason} bind={form.bind('reason')} error={error} />}
      {kind === 'new_contact' && (
        <div className="fields">
          <TextField label={say.contactName} bind={form.bind('name')} error={error} />
          <TextField kind="email" label={say.contactEmail} bind={form.bind('email')} error={error} />
        </div>
      )}
      <Refusal error={error ?? dismiss.error} />
      {may('customers.save') && (
        <div className="row wrap">
          <button type="submit" disabled={isBusy}>
            {say.accept}
          </button>
          <button type="button" disabled={isBusy} onClick={() => dismiss.mutate({ params })}>
            {say.dismiss}
          </button>
        </div>
      )}
    </form>
  );
}
