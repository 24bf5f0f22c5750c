import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { call } from '../api/call.ts';
import type { Reply } from '../api/operations.ts';
import { Problem } from '../api/problems.ts';
import { useAct } from '../api/queries.ts';
import { useLocale } from '../app/locale.ts';
import { toast } from '../app/toasts.tsx';
import { inFlightText } from '../words/acts.ts';
import { words } from '../words/en.ts';
import { counted } from '../words/plural.ts';
import { FormDialog } from './form-dialog.tsx';
import { countText } from './format.ts';

type Counted = Reply<'createCustomerBulkChange'>;

/** What a change of many would do, counted by the API, and applied to exactly what was counted. An old count is made anew. */
export function BulkDialog({
  title,
  isReady,
  isUndoable = false,
  onCount,
  onDone,
  onClose,
  children,
}: {
  title: string;
  /** Whether what is to be done is known. */
  isReady: boolean;
  /** Whether the API can take it back. */
  isUndoable?: boolean;
  onCount: () => Promise<Counted>;
  onDone: () => void;
  onClose: () => void;
  /** Fields that say what is done; a change of them needs another count. */
  children: (reset: () => void) => ReactNode;
}) {
  const { locale } = useLocale();
  const takeBack = async (token: string): Promise<void> => {
    const { left } = await call('undoBulkChange', { params: { token } });
    if (left > 0) toast(counted(left, words.bulk.left, locale));
    onDone();
  };
  const count = useMutation({ mutationFn: onCount });
  const apply = useAct('applyBulkChange', {
    onDone: ({ token, changed, inFlight }) => {
      const text = `${counted(changed, words.bulk.changed, locale)} ${inFlightText(inFlight ?? [])}`.trim();
      toast(text, isUndoable && changed > 0 ? () => takeBack(token) : undefined);
      onDone();
      onClose();
    },
  });
  const found = count.data ?? null;
  const isOld = apply.error instanceof Problem && ['conflict', 'not_found'].includes(apply.error.code);
  const reset = (): void => {
    count.reset();
    apply.reset();
  };
  const submit = (): void => {
    if (found === null || isOld) {
      apply.reset();
      count.mutate();
    } else apply.mutate({ params: { token: found.token } });
  };
  const act =
    found === null
      ? words.bulk.counting
      : isOld
        ? words.bulk.again
        : words.bulk.apply(countText(found.changing, locale));
  return (
    <FormDialog
      title={title}
      act={found === null ? words.bulk.again : act}
      isBusy={count.isPending || apply.isPending}
      isOff={!isReady || (found !== null && found.changing === 0)}
      error={count.error ?? apply.error}
      onSubmit={submit}
      onClose={onClose}
    >
      {children(reset)}
      {found && (
        <p role="status">
          {counted(found.count, words.bulk.count, locale)},{' '}
          {found.changing === 0
            ? words.bulk.nothing
            : `${counted(found.changing, words.bulk.changing, locale)}.`}
          {found.hidden !== undefined &&
            found.hidden > 0 &&
            ` ${counted(found.hidden, words.bulk.hidden, locale)}.`}
        </p>
      )}
    </FormDialog>
  );
}

/** Counts a change of customers. */
export const countCustomers = (
  selection: Parameters<typeof call<'createCustomerBulkChange'>>[1]['body']['selection'],
  action: Parameters<typeof call<'createCustomerBulkChange'>>[1]['body']['action'],
): Promise<Counted> => call('createCustomerBulkChange', { body: { selection, action } });
