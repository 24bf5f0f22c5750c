import { useAct } from '../../../api/queries.ts';
import { WordsForm } from '../../../parts/words-form.tsx';
import type { Item } from './message.tsx';

/** Words of one proposed message: they go out as they are here. */
export function EditItem({ item, onEnd }: { item: Item; onEnd: (isSaved: boolean) => void }) {
  const save = useAct('editReviewItem', { onDone: () => onEnd(true) });
  return (
    <WordsForm
      initial={{ subject: item.subject ?? '', body: item.html ?? item.text ?? '' }}
      bodyField="bodyHtml"
      error={save.error}
      isBusy={save.isPending}
      onSave={({ subject, body }) =>
        save.mutate({
          params: { batchId: item.batchId, itemId: item.id },
          body: { subject: subject ?? '', bodyHtml: body, contentHash: item.contentHash ?? '' },
        })
      }
      onCancel={() => onEnd(false)}
    />
  );
}
