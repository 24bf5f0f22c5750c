import { Link } from '@tanstack/react-router';
import { usePages } from '../../../api/queries.ts';
import { Pages } from '../../../parts/pages.tsx';
import { Empty } from '../../../parts/states.tsx';
import { Mark } from '../../../parts/values.tsx';
import {
  actionKinds,
  automations as say,
  effectStatuses,
  recordReasons,
  recordStatuses,
} from '../../../words/automations.ts';

/** Customers of one pass, with what was done to each. */
export function Records({ automationId, passId }: { automationId: string; passId: string }) {
  const list = usePages('listAutomationRecords', { params: { automationId, passId }, query: {} });
  return (
    <section className="stack">
      <div className="row between">
        <h2>{say.records}</h2>
        <Link to="/automations/$id" params={{ id: automationId }}>
          {say.back}
        </Link>
      </div>
      <Pages list={list} empty={<Empty>{say.noRecords}</Empty>}>
        <ul className="plain-list">
          {list.rows.map((record) => (
            <li key={record.customerId} className="row wrap between">
              <Link to="/customers/$id" params={{ id: record.customerId }} dir="auto">
                {record.customerName}
              </Link>
              <span className="row wrap">
                <Mark tone={record.status === 'failed' ? 'danger' : 'plain'}>
                  {recordStatuses[record.status]}
                </Mark>
                {record.reason !== null && <span className="muted">{recordReasons[record.reason]}</span>}
                {record.effects.map((effect) => (
                  <span key={effect.key} className="muted" dir="auto">
                    {actionKinds[effect.kind]}: {effectStatuses[effect.status]} {effect.text}
                  </span>
                ))}
              </span>
            </li>
          ))}
        </ul>
      </Pages>
    </section>
  );
}
