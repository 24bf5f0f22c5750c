import type { ReleaseChoice } from '../../../../../contracts/inbox/kinds.ts';
import { optionsOf, TextField } from '../../../parts/fields.tsx';
import { errorAt, filled, type Form } from '../../../parts/form.ts';
import { inbox as say, releaseChoices } from '../../../words/inbox.ts';
import type { Release } from '../conversation.ts';
import { InvoiceChoice } from './invoice-choice.tsx';

/** What a person decides about what a reply holds back, as it is typed. */
export interface TypedRelease {
  choice: ReleaseChoice | null;
  stopReason: string;
  promisedOn: string;
  amount: string;
  invoiceIds: readonly string[];
}

export const NO_RELEASE: TypedRelease = {
  choice: null,
  stopReason: '',
  promisedOn: '',
  amount: '',
  invoiceIds: [],
};

/** The same as the API takes it; undefined: nothing is decided. */
export function releaseOf(typed: TypedRelease): Release | undefined {
  const { choice } = typed;
  if (choice === null) return undefined;
  if (choice === 'go_on') return { choice };
  if (choice === 'stop') return { choice, reason: filled(typed.stopReason) };
  const { promisedOn, amount, invoiceIds } = typed;
  return { choice, promise: { promisedOn, amount: filled(amount), invoiceIds: [...invoiceIds] } };
}

/** Go on, stop, or note a promise. */
export function ReleaseFields({
  form: { values, set, bind },
  customerId,
  error,
}: {
  form: Form<TypedRelease>;
  customerId: string;
  error: unknown;
}) {
  const problem = errorAt(error, 'release');
  return (
    <fieldset className="bare stack">
      <legend>
        <strong>{say.release}</strong>
      </legend>
      {problem !== undefined && <p className="field-problem">{problem}</p>}
      <div className="row wrap">
        {optionsOf(releaseChoices).map(([choice, name]) => (
          <label key={choice} className="check">
            <input
              type="radio"
              name="release"
              required
              checked={values.choice === choice}
              onChange={() => set({ choice })}
            />
            {name}
          </label>
        ))}
      </div>
      {values.choice === 'stop' && (
        <TextField label={say.stopReason} bind={bind('stopReason')} error={error} errorField="reason" />
      )}
      {values.choice === 'promise' && (
        <>
          <div className="fields">
            <TextField
              kind="date"
              label={say.promisedOn}
              bind={bind('promisedOn')}
              error={error}
              isRequired
            />
            <TextField kind="amount" label={say.amount} bind={bind('amount')} error={error} />
          </div>
          <InvoiceChoice customerId={customerId} bind={bind('invoiceIds')} error={error} />
        </>
      )}
    </fieldset>
  );
}
