import { Problem } from '../api/problems.ts';
import { words } from '../words/en.ts';
import { changed as say } from '../words/acts.ts';
import { SentenceDiff } from './sentences.tsx';

/** Words that would leave, with the hash that names them. */
export interface DraftWords {
  subject: string;
  text: string;
  hash: string;
}

/** The draft as it stands, where an act was refused because another had been seen (409); null: it was refused for something else. */
export function draftNow(error: unknown): { draft: DraftWords; by: string | null } | null {
  if (!(error instanceof Problem) || error.status !== 409) return null;
  const { draft, happened } = error.extra as {
    draft?: DraftWords | null;
    happened?: { by?: { name?: string } | null } | null;
  };
  return draft ? { draft, by: happened?.by?.name ?? null } : null;
}

/** What changed since somebody looked, with the act on what stands now. */
export function ChangedDraft({
  seen,
  now: { draft, by },
  act,
  isBusy,
  onAct,
  onLook,
}: {
  seen: Pick<DraftWords, 'subject' | 'text'>;
  now: { draft: DraftWords; by: string | null };
  act: string;
  isBusy: boolean;
  onAct: (draft: DraftWords) => void;
  onLook: () => void;
}) {
  return (
    <section className="refusal" role="alert" aria-label={say.title}>
      <p>
        {by !== null && <>{say.by(by)} </>}
        {say.body}
      </p>
      {seen.subject !== draft.subject && (
        <div>
          <span className="muted">{words.mail.subject}</span>
          <SentenceDiff before={seen.subject} now={draft.subject} />
        </div>
      )}
      <SentenceDiff before={seen.text} now={draft.text} />
      <div className="row wrap">
        <button type="button" disabled={isBusy} onClick={() => onAct(draft)}>
          {act}
        </button>
        <button type="button" onClick={onLook}>
          {say.look}
        </button>
      </div>
    </section>
  );
}
