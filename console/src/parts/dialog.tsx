import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { useKeys } from '../app/keys.ts';
import { words } from '../words/en.ts';

function Quiet(): null {
  useKeys({}, { isModal: true });
  return null;
}

/** A question, or a form, over the page; Esc closes it and gives the focus back. */
export function Dialog({
  title,
  about,
  onClose,
  children,
}: {
  title: string;
  about?: string;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <Radix.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="overlay" />
        <Radix.Content className="dialog" {...(about === undefined && { 'aria-describedby': undefined })}>
          <Quiet />
          <Radix.Title>{title}</Radix.Title>
          {about !== undefined && <Radix.Description className="muted">{about}</Radix.Description>}
          {children}
          <Radix.Close className="dialog-close" aria-label={words.close}>
            ×
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
