import { Link } from '@tanstack/react-router';
import { useCall } from '../../../api/queries.ts';
import { useLocale } from '../../../app/locale.ts';
import { Refusal } from '../../../parts/states.tsx';
import { Moment } from '../../../parts/values.tsx';
import { actionKinds, automations as say, periodUnits } from '../../../words/automations.ts';
import { words } from '../../../words/en.ts';
import { counted } from '../../../words/plural.ts';
import type { Automation } from '../edit.tsx';

/** All of it at a glance, before it is started. */
export function Summary({ automation }: { automation: Automation }) {
  const { locale } = useLocale();
  const { every, startsAt, endsAt } = automation;
  const preview = useCall('previewAudience', { body: { audience: automation.audience } });
  return (
    <div className="stack">
      <dl className="facts">
        <div>
          <dt>{say.parts.audience}</dt>
          <dd>
            <span role="status">{preview.data && counted(preview.data.count, say.count, locale)}</span>
            <Refusal error={preview.error} />
          </dd>
        </div>
        <div>
          <dt>{say.parts.actions}</dt>
          <dd>
            {automation.actions.length === 0
              ? say.noActions
              : automation.actions.map(({ kind }) => actionKinds[kind]).join(', ')}
          </dd>
        </div>
        <div>
          <dt>{say.isOngoing}</dt>
          <dd>{automation.isOngoing ? words.yes : words.no}</dd>
        </div>
        <div>
          <dt>{say.every}</dt>
          <dd>{every === null ? words.none : `${every.amount} ${periodUnits[every.unit]}`}</dd>
        </div>
        <div>
          <dt>{say.isOnce}</dt>
          <dd>{automation.isOnce ? words.yes : words.no}</dd>
        </div>
        <div>
          <dt>{say.startsAt}</dt>
          <dd>{startsAt === null ? words.none : <Moment at={startsAt} />}</dd>
        </div>
        <div>
          <dt>{say.endsAt}</dt>
          <dd>{endsAt === null ? words.none : <Moment at={endsAt} />}</dd>
        </div>
      </dl>
      <div className="row">
        <Link className="button" to="/automations/$id" params={{ id: automation.id }}>
          {say.start} …
        </Link>
      </div>
    </div>
  );
}
