import { useState } from 'react';
import { usePages } from '../../../api/queries.ts';
import { Pages } from '../../../parts/pages.tsx';
import { providers as say } from '../../../words/mailboxes.ts';
import { settings } from '../../../words/settings.ts';
import { providerKinds } from '../../../words/settings-kinds.ts';
import { useOpened } from '../opened.ts';
import { ProviderDrawer } from './provider-drawer.tsx';
import { RemoveProvider } from './remove-provider.tsx';

/** Who signs mailboxes in by OAuth. */
export function Providers() {
  const { opened, open, close } = useOpened();
  const list = usePages('listOauthProviders', { query: {} });
  const [removed, setRemoved] = useState<{ id: string; name: string } | null>(null);
  return (
    <section className="stack" aria-label={say.title}>
      <div className="row between wrap">
        <h3>{say.title}</h3>
        <button type="button" onClick={() => open('new-provider')}>
          {say.create}
        </button>
      </div>
      <p className="muted">{say.about}</p>
      <Pages list={list} empty={<p className="muted">{say.empty}</p>}>
        <ul className="plain-list">
          {list.rows.map(({ id, name, kind, redirectUri }) => (
            <li key={id} className="row between wrap">
              <span>
                <button type="button" className="plain" onClick={() => open(id)}>
                  <span dir="auto">{name}</span>
                </button>{' '}
                <span className="muted">{providerKinds[kind]}</span>
                <br />
                <span className="muted">
                  {say.redirect} <code>{redirectUri}</code>
                </span>
              </span>
              <button type="button" className="danger" onClick={() => setRemoved({ id, name })}>
                {settings.remove} …
              </button>
            </li>
          ))}
        </ul>
      </Pages>
      {(opened === 'new-provider' || opened?.startsWith('oap_')) && (
        <ProviderDrawer id={opened === 'new-provider' ? null : opened} onClose={close} />
      )}
      {removed && <RemoveProvider provider={removed} onClose={() => setRemoved(null)} />}
    </section>
  );
}
