import { Link } from '@tanstack/react-router';
import type { Reply } from '../../../api/operations.ts';
import { useAct, useCall } from '../../../api/queries.ts';
import { useRefresh } from '../../../api/refresh.ts';
import { useSession } from '../../../app/session.tsx';
import { Drawer } from '../../../parts/drawer.tsx';
import { LabelEditor } from '../../../parts/label-editor.tsx';
import { Refusal, Shown } from '../../../parts/states.tsx';
import { Day, Mark, Moment, Money } from '../../../parts/values.tsx';
import { invoiceStatuses, promiseStatuses } from '../../../words/customer-acts.ts';
import { words } from '../../../words/en.ts';
import { invoices as say } from '../../../words/invoices.ts';
import { communicationKinds } from '../../../words/kinds.ts';
import { InvoiceActs } from './acts.tsx';
import { useInvoiceDone } from './done.ts';

export type Invoice = Reply<'getInvoice'>;

/** One invoice with everything that refers to it; the list behind it keeps its place. */
export function InvoiceDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const read = useCall('getInvoice', { params: { invoiceId: id } });
  return (
    <Drawer title={read.data?.number ?? say.title} onClose={onClose}>
      <Shown read={read}>
        {(invoice) => (
          <div className="stack">
            <Facts invoice={invoice} />
            <InvoiceActs invoice={invoice} />
            <Labels invoice={invoice} />
            <Payments invoice={invoice} />
            <Promises invoice={invoice} />
            <section>
              <h3>{say.messages}</h3>
              {invoice.communications.length === 0 && <p className="muted">{say.noMessages}</p>}
              <ul className="timeline">
                {invoice.communications.map((each) => (
                  <li key={each.id}>
                    <span className="muted">
                      <Moment at={each.occurredAt} /> · {communicationKinds[each.kind]}
                    </span>
                    <p dir="auto">{each.subject ?? each.outcome}</p>
                  </li>
                ))}
              </ul>
            </section>
          </div>
        )}
      </Shown>
    </Drawer>
  );
}

function Facts({ invoice }: { invoice: Invoice }) {
  return (
    <>
      <p className="row wrap">
        <Mark tone={invoice.status === 'open' ? 'plain' : 'muted'}>{invoiceStatuses[invoice.status]}</Mark>
        {invoice.isDisputed && <Mark tone="warning">{say.disputed}</Mark>}
        <Link to="/customers/$id" params={{ id: invoice.customerId }}>
          {say.columns.customer}
        </Link>
      </p>
      {invoice.disputeReason !== null && (
        <p className="notice" dir="auto">
          {invoice.disputeReason}
        </p>
      )}
      <dl className="facts">
        <div>
          <dt>{say.columns.balance}</dt>
          <dd>
            <Money amount={invoice.balance} currency={invoice.currency} />
          </dd>
        </div>
        <div>
          <dt>{say.columns.amount}</dt>
          <dd>
            <Money amount={invoice.amount} currency={invoice.currency} />
          </dd>
        </div>
        <div>
          <dt>{say.issued}</dt>
          <dd>
            <Day day={invoice.issuedOn} />
          </dd>
        </div>
        <div>
          <dt>{say.columns.due}</dt>
          <dd>
            <Day day={invoice.dueOn} />
          </dd>
        </div>
        <div>
          <dt>{say.po}</dt>
          <dd dir="auto">{invoice.poNumber ?? words.none}</dd>
        </div>
        {[
          [say.pay, invoice.payUrl],
          [say.pdf, invoice.pdfUrl],
        ].map(
          ([name, url]) =>
            url && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  <a href={url} target="_blank" rel="noopener noreferrer">
                    {url}
                  </a>
                </dd>
              </div>
            ),
        )}
      </dl>
    </>
  );
}

function Payments({ invoice }: { invoice: Invoice }) {
  return (
    <>
      <section>
        <h3>{say.payments}</h3>
        {invoice.payments.length === 0 && <p className="muted">{say.noPayments}</p>}
        <ul className="plain-list">
          {invoice.payments.map((payment) => (
            <li key={payment.paymentId + payment.createdAt}>
              <Money amount={payment.amount} currency={invoice.currency} /> · <Day day={payment.paidOn} />{' '}
              <span dir="auto">{payment.reference}</span>
            </li>
          ))}
        </ul>
      </section>
      {invoice.reversals.length > 0 && (
        <section>
          <h3>{say.cameBack}</h3>
          <ul className="plain-list">
            {invoice.reversals.map((reversal) => (
              <li key={reversal.id}>
                <Money amount={reversal.amount} currency={invoice.currency} /> ·{' '}
                <Day day={reversal.reversedOn} /> <span dir="auto">{reversal.reason}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <details>
        <summary>{say.movements}</summary>
        <ul className="timeline">
          {invoice.balanceChanges.map((change) => (
            <li key={change.id}>
              <Day day={change.effectiveOn} /> · {say.kinds[change.cause]} ·{' '}
              <Money amount={change.delta} currency={invoice.currency} />{' '}
              <span dir="auto">{change.reason}</span>
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

function Promises({ invoice }: { invoice: Invoice }) {
  const { may } = useSession();
  const done = useInvoiceDone();
  const withdraw = useAct('withdrawPromise', { onDone: () => done(say.withdrawn) });
  if (invoice.promises.length === 0) return null;
  return (
    <section>
      <h3>{say.promises}</h3>
      <ul className="plain-list">
        {invoice.promises.map(({ id, status, amount, promisedOn }) => (
          <li key={id} className="row wrap">
            <Mark tone={status === 'broken' ? 'danger' : 'plain'}>{promiseStatuses[status]}</Mark>{' '}
            <Money amount={amount} currency={invoice.currency} /> · <Day day={promisedOn} />
            {status === 'open' && may('customers.save') && (
              <button
                type="button"
                disabled={withdraw.isPending}
                onClick={() => withdraw.mutate({ params: { promiseId: id } })}
              >
                {say.withdraw}
              </button>
            )}
          </li>
        ))}
      </ul>
      <Refusal error={withdraw.error} />
    </section>
  );
}

function Labels({ invoice: { id, labels } }: { invoice: Invoice }) {
  const { may } = useSession();
  const refresh = useRefresh();
  if (!may('invoices.save'))
    return labels.length === 0 ? null : (
      <p className="row wrap" role="group" aria-label={say.labels}>
        {labels.map((label) => (
          <Mark key={label.id} tone="plain">
            {label.name}
          </Mark>
        ))}
      </p>
    );
  return (
    <section>
      <h3>{say.labels}</h3>
      <LabelEditor
        of={{ invoiceId: id }}
        labels={labels}
        onDone={() => refresh('getInvoice', 'listInvoices')}
      />
    </section>
  );
}
