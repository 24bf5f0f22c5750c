import { useCall } from '../../../api/queries.ts';
import { CustomerTitle } from '../../../parts/customer-title.tsx';
import { MailView } from '../../../parts/mail-view.tsx';
import { Shown } from '../../../parts/states.tsx';
import { Mark, Moment } from '../../../parts/values.tsx';
import { decisions, messageStatuses, touchpointStatuses } from '../../../words/kinds.ts';
import { customer, lists } from '../../../words/screens.ts';
import { ScheduledActs } from './acts.tsx';

/** One message of a program: status, decision and delivery are three marks; when it leaves, and its words. */
export function Opened({ id }: { id: string }) {
  const params = { scheduledTouchpointId: id };
  const read = useCall('getScheduledTouchpoint', { params });
  const why = useCall('explainScheduledTouchpoint', { params });
  return (
    <Shown read={read}>
      {(one) => (
        <div className="stack">
          <CustomerTitle customer={one.customer} />
          <p className="row wrap">
            <Mark tone="plain">{touchpointStatuses[one.status]}</Mark>
            {one.decision !== null && <Mark tone="good">{decisions[one.decision]}</Mark>}
            {one.message && <Mark tone="plain">{messageStatuses[one.message.status]}</Mark>}
          </p>
          <ScheduledActs one={one} />
          <section>
            <h3>{lists.scheduled.explain}</h3>
            <Shown read={why} rows={2}>
              {({ answer, reasons }) => (
                <>
                  <p dir="auto">{answer}</p>
                  <ul className="reasons">
                    {reasons.map(({ code, text, until }) => (
                      <li key={code + text} dir="auto">
                        {text}{' '}
                        {until !== null && (
                          <span className="muted">
                            {customer.until} <Moment at={until} />
                          </span>
                        )}
                      </li>
                    ))}
                  </ul>
                </>
              )}
            </Shown>
          </section>
          {one.message?.recipients.map(({ kind, address, status, reply }) => (
            <p key={kind + address} dir="auto">
              {address} <Mark tone="muted">{status}</Mark> <span className="muted">{reply}</span>
            </p>
          ))}
          {one.content && <MailView mail={one.content} id={one.id} />}
          <ul className="timeline">
            {one.history.map(({ at, to, note, by }) => (
              <li key={at + to} dir="auto">
                <Moment at={at} /> · {touchpointStatuses[to]} {by.name} {note}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Shown>
  );
}
