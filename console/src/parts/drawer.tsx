import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { useKeys } from '../app/keys.ts';
import { words } from '../words/en.ts';

function Modal(): null {
  useKeys({}, { isModal: true });
  return null;
}

/** Details at the end side of a list, which keeps its place; what is open stands in the address. */
export function Drawer({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <Radix.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="overlay" />
        <Radix.Content className="drawer" aria-describedby={undefined}>
          <Modal />
          <header className="row between">
            <Radix.Title dir="auto">{title}</Radix.Title>
            <Radix.Close aria-label={words.close}>×</Radix.Close>
          </header>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
