import { Link, useParams } from '@tanstack/react-router';
import { lazy, Suspense, type ComponentType } from 'react';
import type { Permission } from '../../../../contracts/permissions.ts';
import { useSession } from '../../app/session.tsx';
import { Empty, Skeleton } from '../../parts/states.tsx';
import { settings as say, type SettingsPart } from '../../words/settings.ts';
import './settings.css';

interface Part {
  /** Who lacks it sees nothing of the part; null: everybody may look. */
  permission: Permission | null;
  Screen: ComponentType;
}

const PARTS: Record<SettingsPart, Part> = {
  organisation: { permission: null, Screen: lazy(() => import('./parts/organisation.tsx')) },
  users: { permission: null, Screen: lazy(() => import('./parts/users.tsx')) },
  mailboxes: { permission: 'sequences.read', Screen: lazy(() => import('./parts/mailboxes.tsx')) },
  'sms-senders': { permission: 'sequences.read', Screen: lazy(() => import('./parts/sms-senders.tsx')) },
  templates: { permission: 'programs.read', Screen: lazy(() => import('./parts/templates.tsx')) },
  labels: { permission: 'customers.read', Screen: lazy(() => import('./parts/labels.tsx')) },
  lists: { permission: 'customers.read', Screen: lazy(() => import('./parts/lists.tsx')) },
  properties: { permission: 'customers.read', Screen: lazy(() => import('./parts/properties.tsx')) },
  'visibility-groups': {
    permission: 'visibility.manage',
    Screen: lazy(() => import('./parts/visibility-groups.tsx')),
  },
  suppressions: { permission: 'customers.read', Screen: lazy(() => import('./parts/suppressions.tsx')) },
  webhooks: { permission: 'webhooks.manage', Screen: lazy(() => import('./parts/webhooks.tsx')) },
  audit: { permission: 'audit.read', Screen: lazy(() => import('./parts/audit.tsx')) },
  operations: { permission: 'operations.manage', Screen: lazy(() => import('./parts/operations.tsx')) },
  erasures: { permission: 'contacts.erase', Screen: lazy(() => import('./parts/erasures.tsx')) },
  preferences: { permission: null, Screen: lazy(() => import('./parts/preferences.tsx')) },
};

const isPart = (name: string): name is SettingsPart => name in PARTS;

/** What the product works with, one part a page; parts that nobody may open here are not named. */
export default function SettingsScreen() {
  const { may } = useSession();
  const { part = 'organisation' } = useParams({ strict: false });
  const shown = (Object.keys(PARTS) as SettingsPart[]).filter((name) => {
    const { permission } = PARTS[name];
    return permission === null || may(permission);
  });
  const current = isPart(part) && shown.includes(part) ? part : null;
  const Screen = current === null ? null : PARTS[current].Screen;
  return (
    <div className="screen settings">
      <h1>{say.title}</h1>
      <nav className="settings-parts" aria-label={say.parts}>
        <ul>
          {shown.map((name) => (
            <li key={name}>
              <Link
                to="/settings/$part"
                params={{ part: name }}
                search={{}}
                className={name === current ? 'tab current' : 'tab'}
                {...(name === current && { 'aria-current': 'page' as const })}
              >
                {say.names[name]}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="stack settings-part">
        {Screen === null ? (
          <Empty>{say.notHere}</Empty>
        ) : (
          <Suspense fallback={<Skeleton />}>
            <Screen />
          </Suspense>
        )}
      </div>
    </div>
  );
}
