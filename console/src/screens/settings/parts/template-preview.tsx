import { useState } from 'react';
import type { Input } from '../../../api/operations.ts';
import { useCall } from '../../../api/queries.ts';
import type { Option } from '../../../parts/combobox.tsx';
import { MailView } from '../../../parts/mail-view.tsx';
import { usePaused } from '../../../parts/paused.ts';
import { CustomerPick } from '../../../parts/picks.tsx';
import { Refusal, Shown } from '../../../parts/states.tsx';
import { touchpointReasons } from '../../../words/kinds.ts';
import { leftOutReasons, templates as say } from '../../../words/templates.ts';

type Asked = Pick<Input<'previewTemplate'>['body'], 'templateId' | 'template'>;

/** The words as a chosen customer would get them now, some time after the typing rests; nothing is sent. */
export function TemplatePreview({ of }: { of: Asked }) {
  const [customer, setCustomer] = useState<Option | null>(null);
  const asked = usePaused(of);
  const read = useCall(
    'previewTemplate',
    { body: { ...asked, customerId: customer?.id ?? '' } },
    { isOn: customer !== null, isKept: true },
  );
  return (
    <section className="stack" aria-label={say.preview}>
      <h3>{say.preview}</h3>
      <CustomerPick label={say.previewFor} value={customer} onChange={setCustomer} />
      {customer === null ? (
        <p className="muted">{say.previewChoose}</p>
      ) : (
        <div className={read.isPlaceholderData ? 'stack dimmed' : 'stack'} aria-busy={read.isFetching}>
          {read.data && <Refusal error={read.error} />}
          <Shown read={read}>
            {({ problems, notAsked, leftOut, ...mail }) => (
              <>
                {notAsked !== null && (
                  <p className="notice">
                    {say.notAsked} {touchpointReasons[notAsked]}
                  </p>
                )}
                {problems.length > 0 && (
                  <div className="notice">
                    <p>{say.problems}</p>
                    <ul className="reasons">
                      {problems.map(({ field, message }) => (
                        <li key={field + message} dir="auto">
                          {field}: {message}
                        </li>
                      ))}
                    </ul>
                  </div>
                )}
                {leftOut.length > 0 && (
                  <p className="muted" dir="auto">
                    {say.leftOut}:{' '}
                    {leftOut
                      .map(({ address, reason }) => `${address} (${leftOutReasons[reason]})`)
                      .join(', ')}
                  </p>
                )}
                {mail.subject !== null && <MailView id={`preview ${customer.id}`} mail={mail} />}
              </>
            )}
          </Shown>
        </div>
      )}
    </section>
  );
}
