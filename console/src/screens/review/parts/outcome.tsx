import type { Reply } from '../../../api/operations.ts';
import { words } from '../../../words/en.ts';
import { touchpointReasons } from '../../../words/kinds.ts';
import { review as say } from '../../../words/screens.ts';
import type { Line } from '../order.ts';

/** What an approval came to: how many, and each one that did not go, with the reason. */
export function Outcome({
  outcome,
  lines,
  onOpen,
  onClose,
}: {
  outcome: Reply<'approveReviewItems'>;
  lines: readonly Line[];
  onOpen: (id: string) => void;
  onClose: () => void;
}) {
  const nameOf = (id: string): string => lines.find((line) => line.id === id)?.customer.name ?? id;
  const link = (id: string) => (
    <button type="button" className="plain" dir="auto" onClick={() => onOpen(id)}>
      {nameOf(id)}
    </button>
  );
  return (
    <div className="outcome" role="region" aria-label={say.result(outcome.approved)}>
      <div className="row between">
        <strong>{say.result(outcome.approved)}</strong>
        <button type="button" className="plain" onClick={onClose}>
          {words.close}
        </button>
      </div>
      <ul className="plain-list">
        {outcome.returned.map(({ itemId }) => (
          <li key={itemId}>
            {say.returned}: {link(itemId)}
          </li>
        ))}
        {outcome.skipped.map(({ itemId, reason }) => (
          <li key={itemId}>
            {say.skipped}: {link(itemId)} {reason !== null && touchpointReasons[reason]}
          </li>
        ))}
        {outcome.refused.map(({ itemId, why }) => (
          <li key={itemId}>
            {say.refused}: {link(itemId)} {say.because[why]}
          </li>
        ))}
      </ul>
    </div>
  );
}
