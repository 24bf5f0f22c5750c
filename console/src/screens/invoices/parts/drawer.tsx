import { Link } from '@tanstack/react-router';
import type { Reply } from '../../../api/operations.ts';
import { useCall } from '../../../api/queries.ts';
import { Drawer } from '../../../parts/drawer.tsx';
import { Shown } from '../../../parts/states.tsx';
import { Day, Mark, Moment, Money } from '../../../parts/values.tsx';
import { invoiceStatuses, promiseStatuses } from '../../../words/customer-acts.ts';
import { words } from '../../../words/en.ts';
import { invoices as say } from '../../../words/invoices.ts';
import { communicationKinds } from '../../../words/kinds.ts';
import { InvoiceActs } from './acts.tsx';

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
            <Payments invoice={invoice} />
            {invoice.promises.length > 0 && (
              <section>
                <h3>{say.promises}</h3>
                <ul className="plain-list">
                  {invoice.promises.map((promise) => (
                    <li key={promise.id}>
                      <Mark tone={promise.status === 'broken' ? 'danger' : 'plain'}>
                        {promiseStatuses[promise.status]}
                      </Mark>{' '}
                      <Money amount={promise.amount} currency={invoice.currency} /> ·{' '}
                      <Day day={promise.promisedOn} />
                    </li>
                  ))}
                </ul>
              </section>
            )}
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
        {invoice.labels.map(({ id, name }) => (
          <Mark key={id} tone="plain">
            {name}
          </Mark>
        ))}
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
