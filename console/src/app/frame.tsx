import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useCall } from '../api/queries.ts';
import { countText } from '../parts/format.ts';
import { words } from '../words/en.ts';
import { useHeadingFocus } from './heading.ts';
import { Help } from './help.tsx';
import { useKeys } from './keys.ts';
import { LiveRegions } from './live.tsx';
import { LocaleContext, useLocale } from './locale.ts';
import { useChosen } from './preferences.ts';
import { SendingBar } from './sending-bar.tsx';
import { useSession } from './session.tsx';
import { Toasts } from './toasts.tsx';

const loadPalette = () => import('./palette.tsx');
const Palette = lazy(loadPalette);
/** The palette is fetched when the first screen has what it needs. */
const PALETTE_MS = 2000;
const FALLBACK = { locale: 'en-GB', zone: 'UTC' };

/** Everything around a screen: navigation with counts, search, what stops all sending. */
export function Frame() {
  const organisation = useCall('getOrganisation', {});
  const chosen = useChosen();
  const { locale: language, zone } = organisation.data ?? FALLBACK;
  const locale = { locale: chosen.locale ?? language, zone: chosen.zone ?? zone };
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const navigate = useNavigate();
  const go = (to: string) => () => void navigate({ to });
  const openPalette = (): void => setPaletteOpen(true);
  // What is typed at once is meant for the search, and no key of the page beneath.
  useEffect(() => void setTimeout(() => void loadPalette(), PALETTE_MS), []);

  useKeys({
    'Mod+k': openPalette,
    '/': openPalette,
    '?': () => setHelpOpen(true),
    'g t': go('/'),
    'g q': go('/queue'),
    'g r': go('/review'),
    'g a': go('/actions'),
    'g s': go('/scheduled'),
    'g c': go('/customers'),
    'g v': go('/invoices'),
    'g e': go('/sequences'),
    'g p': go('/programs'),
    'g u': go('/automations'),
    'g i': go('/inbox'),
    'g f': go('/imports'),
    'g n': go('/reports'),
    'g ,': go('/settings'),
  });
  useKeys({}, { isModal: true, isOn: isPaletteOpen });
  return (
    <LocaleContext value={locale}>
      <a className="skip" href="#content">
        {words.skip}
      </a>
      <SendingBar />
      <div className="frame">
        <Navigation onSearch={openPalette} onHelp={() => setHelpOpen(true)} />
        <Content />
      </div>
      <LiveRegions />
      <Toasts />
      {isHelpOpen && <Help onClose={() => setHelpOpen(false)} />}
      {isPaletteOpen && (
        <Suspense>
          <Palette onClose={() => setPaletteOpen(false)} />
        </Suspense>
      )}
    </LocaleContext>
  );
}

function Content() {
  const main = useRef<HTMLElement>(null);
  useHeadingFocus(main);
  return (
    <main id="content" ref={main} tabIndex={-1}>
      <Suspense>
        <Outlet />
      </Suspense>
    </main>
  );
}

function Navigation({ onSearch, onHelp }: { onSearch: () => void; onHelp: () => void }) {
  const { me, may, signOut } = useSession();
  const { locale } = useLocale();
  const queue = useCall('countQueue', { query: {} });
  const batches = useCall('listReviewBatches', { query: { limit: 200 } }, { isOn: may('programs.read') });
  const conversations = useCall('countConversations', { query: {} });
  const open = conversations.data?.open;
  const places = [
    { to: '/', name: words.screens.today },
    { to: '/queue', name: words.screens.queue, count: queue.data?.total },
    {
      to: '/review',
      name: words.screens.review,
      count: batches.data?.items.length,
      isShown: may('programs.read'),
    },
    { to: '/actions', name: words.screens.actions, isShown: may('customers.read') },
    { to: '/scheduled', name: words.screens.scheduled, isShown: may('programs.read') },
    { to: '/customers', name: words.screens.customers },
    { to: '/invoices', name: words.screens.invoices, isShown: may('customers.read') },
    { to: '/sequences', name: words.screens.sequences, isShown: may('sequences.read') },
    { to: '/programs', name: words.screens.programs, isShown: may('programs.read') },
    {
      to: '/automations',
      name: words.screens.automations,
      isShown: may('automations.read'),
    },
    { to: '/inbox', name: words.screens.inbox, count: open },
    { to: '/imports', name: words.screens.imports, isShown: may('customers.import') },
    {
      to: '/reports',
      name: words.screens.reports,
      isShown: may('programs.read') || may('sequences.read') || may('customers.read'),
    },
    { to: '/settings', name: words.screens.settings },
  ];
  return (
    <nav className="navigation" aria-label={words.product}>
      <p className="brand">{words.product}</p>
      <button type="button" className="search" onClick={onSearch}>
        {words.search.go}
      </button>
      <ul>
        {places
          .filter(({ isShown }) => isShown !== false)
          .map(({ to, name, count }) => (
            <li key={to}>
              <Link to={to} activeOptions={{ exact: to === '/', includeSearch: false }}>
                <span>{name}</span>
                {count !== undefined && count > 0 && (
                  <span className="count">{countText(count, locale)}</span>
                )}
              </Link>
            </li>
          ))}
      </ul>
      <div className="who">
        <span dir="auto">{me.name}</span>
        <button type="button" className="plain" onClick={onHelp} aria-label={words.help.title}>
          ?
        </button>
        <button type="button" className="plain" onClick={signOut}>
          {words.signIn.out}
        </button>
      </div>
    </nav>
  );
}
