import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useAct, usePages } from '../../../api/queries.ts';
import { announce } from '../../../app/live.tsx';
import { useSession } from '../../../app/session.tsx';
import { Pages } from '../../../parts/pages.tsx';
import { Empty, Refusal } from '../../../parts/states.tsx';
import { Moment } from '../../../parts/values.tsx';
import { customer as say } from '../../../words/screens.ts';

/** Internal notes: no message ever shows them. */
export function Notes({ id }: { id: string }) {
  const { may } = useSession();
  return (
    <div className="stack">
      {may('customers.save') && <NewNote id={id} />}
      <NoteList id={id} />
    </div>
  );
}

/** The notes, the newest first. */
export function NoteList({ id }: { id: string }) {
  const list = usePages('listNotes', { params: { customerId: id }, query: {} });
  return (
    <Pages list={list} empty={<Empty>{say.noNotes}</Empty>}>
      <ul className="timeline">
        {list.rows.map(({ id: note, content, authorName, createdAt }) => (
          <li key={note}>
            <p className="muted">
              {authorName} · <Moment at={createdAt} />
            </p>
            <p className="prose" dir="auto">
              {content}
            </p>
          </li>
        ))}
      </ul>
    </Pages>
  );
}

function NewNote({ id }: { id: string }) {
  const [content, setContent] = useState('');
  const client = useQueryClient();
  const save = useAct('createNote', {
    onDone: () => {
      setContent('');
      announce(say.addNote);
      void client.invalidateQueries({ queryKey: ['listNotes'] });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate({ params: { customerId: id }, body: { content } });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <textarea
        rows={3}
        dir="auto"
        required
        aria-label={say.noteText}
        placeholder={say.noteText}
        value={content}
        onChange={(event) => setContent(event.target.value)}
      />
      <Refusal error={save.error} />
      <button type="submit" disabled={save.isPending}>
        {say.addNote}
      </button>
    </form>
  );
}
