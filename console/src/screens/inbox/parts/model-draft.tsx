import { useState } from 'react';
import { useAct } from '../../../api/queries.ts';
import { TextField } from '../../../parts/fields.tsx';
import { filled } from '../../../parts/form.ts';
import { Refusal } from '../../../parts/states.tsx';
import { inbox as say } from '../../../words/inbox.ts';

/** Words of a language model for editing; what stood there before can be put back. */
export function ModelDraft({
  conversationId,
  typed,
  onText,
}: {
  conversationId: string;
  typed: string;
  onText: (text: string) => void;
}) {
  const [instructions, setInstructions] = useState('');
  const [before, setBefore] = useState<string | null>(null);
  const draft = useAct('draftAnswer', {
    onDone: ({ body }) => {
      setBefore(typed.trim() === '' ? null : typed);
      onText(body);
    },
  });
  return (
    <details>
      <summary>{say.draft}</summary>
      <div className="stack">
        <TextField
          label={say.draftHint}
          bind={{ name: 'instructions', value: instructions, onChange: setInstructions }}
          error={draft.error}
        />
        <div className="row wrap">
          <button
            type="button"
            disabled={draft.isPending}
            onClick={() =>
              draft.mutate({ params: { conversationId }, body: { instructions: filled(instructions) } })
            }
          >
            {draft.isPending ? say.drafting : say.draft}
          </button>
          {before !== null && (
            <button
              type="button"
              onClick={() => {
                onText(before);
                setBefore(null);
              }}
            >
              {say.putBack}
            </button>
          )}
        </div>
        <Refusal error={draft.error} />
      </div>
    </details>
  );
}
