import { useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { Dialog } from 'radix-ui';
import { useEffect, useState } from 'react';
import { words } from '../words/en.ts';
import { useHits } from './hits.ts';
import { useKeys } from './keys.ts';
import { useSession } from './session.tsx';

const PAUSE_MS = 150;
const SCREENS = [
  ['/', words.screens.today],
  ['/queue', words.screens.queue],
  ['/review', words.screens.review],
  ['/actions', words.screens.actions],
  ['/scheduled', words.screens.scheduled],
  ['/customers', words.screens.customers],
  ['/invoices', words.screens.invoices],
  ['/sequences', words.screens.sequences],
  ['/programs', words.screens.programs],
  ['/automations', words.screens.automations],
  ['/inbox', words.screens.inbox],
  ['/imports', words.screens.imports],
  ['/reports', words.screens.reports],
  ['/settings', words.screens.settings],
] as const;

function usePaused(text: string): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return paused;
}

/** Screens and everything that can be found, by the keyboard alone; each customer has its "Why no mail?". */
export default function Palette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState('');
  const navigate = useNavigate();
  const { signOut } = useSession();
  useKeys({}, { isModal: true });
  const hits = useHits(usePaused(text.trim()));
  const go = (to: string, search?: { invoice: string }) => (): void => {
    onClose();
    void navigate({ to, ...(search && { search }) });
  };
  const wanted = text.trim().toLowerCase();
  const screens = SCREENS.filter(([, name]) => name.toLowerCase().includes(wanted));
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog palette" aria-describedby={undefined}>
          <Dialog.Title className="unseen">{words.search.label}</Dialog.Title>
          {/* Late results never change what Enter takes: the choice is kept by its value. */}
          <Command label={words.search.label} shouldFilter={false} value={chosen} onValueChange={setChosen}>
            <Command.Input value={text} onValueChange={setText} placeholder={words.search.label} autoFocus />
            <Command.List>
              {hits.isEmpty && screens.length === 0 && <Command.Empty>{words.search.none}</Command.Empty>}
              {hits.found.length > 0 && (
                <Command.Group heading={words.search.found}>
                  {hits.found.map(({ key, name, detail, to, search, customerId }) => (
                    <div key={key}>
                      <Command.Item value={key} onSelect={go(to, search)}>
                        <span dir="auto">{name}</span> <span className="muted">{detail}</span>
                      </Command.Item>
                      {customerId !== null && (
                        <Command.Item value={`why ${key}`} onSelect={go(`/customers/${customerId}/why`)}>
                          <span className="indent" dir="auto">
                            {words.search.whyNoMail} <span className="muted">{name}</span>
                          </span>
                        </Command.Item>
                      )}
                    </div>
                  ))}
                </Command.Group>
              )}
              {screens.length > 0 && (
                <Command.Group heading={words.search.here}>
                  {screens.map(([to, name]) => (
                    <Command.Item key={to} value={`screen ${to}`} onSelect={go(to)}>
                      {name}
                    </Command.Item>
                  ))}
                  {wanted === '' && (
                    <Command.Item value="sign out" onSelect={signOut}>
                      {words.signIn.out}
                    </Command.Item>
                  )}
                </Command.Group>
              )}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
