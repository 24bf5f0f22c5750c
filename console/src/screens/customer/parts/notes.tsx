import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { ItemOf } from '../../../api/operations.ts';
import { useAct, usePages } from '../../../api/queries.ts';
import { useRefresh } from '../../../api/refresh.ts';
import { announce } from '../../../app/live.tsx';
import { useSession } from '../../../app/session.tsx';
import { toast } from '../../../app/toasts.tsx';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { TextArea } from '../../../parts/fields.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { useForm } from '../../../parts/form.ts';
import { useMayFor } from '../../../parts/owners.ts';
import { Pages } from '../../../parts/pages.tsx';
import { Empty, Refusal } from '../../../parts/states.tsx';
import { Moment } from '../../../parts/values.tsx';
import { words } from '../../../words/en.ts';
import { customer as say } from '../../../words/screens.ts';
import type { Overview } from './head.tsx';

/** Internal notes: no message ever shows them. */
export function Notes({ customer }: { customer: Overview }) {
  const { id } = customer;
  const mayFor = useMayFor();
  return (
    <div className="stack">
      {mayFor(customer, 'customers.save') && <NewNote id={id} />}
      <NoteList id={id} />
    </div>
  );
}

/** The notes, the newest first; whoever wrote one, or an admin, changes it. */
export function NoteList({ id }: { id: string }) {
  const list = usePages('listNotes', { params: { customerId: id }, query: {} });
  return (
    <Pages list={list} empty={<Empty>{say.noNotes}</Empty>}>
      <ul className="timeline">
        {list.rows.map((note) => (
          <OneNote key={note.id} note={note} />
        ))}
      </ul>
    </Pages>
  );
}

function OneNote({ note }: { note: ItemOf<'listNotes'> }) {
  const { me } = useSession();
  const [open, setOpen] = useState<'edit' | 'remove' | null>(null);
  const { authorName, content, createdAt, editedAt } = note;
  const isMine = note.authorId === me.id || me.role === 'admin';
  const close = (): void => setOpen(null);
  return (
    <li>
      <p className="muted row wrap">
        <span dir="auto">{authorName}</span> · <Moment at={createdAt} />
        {editedAt !== null && (
          <>
            {' '}
            · {say.edited} <Moment at={editedAt} />
          </>
        )}
        {isMine && (
          <>
            <button type="button" className="plain" onClick={() => setOpen('edit')}>
              {say.editNote}
            </button>
            <button type="button" className="plain" onClick={() => setOpen('remove')}>
              {say.removeNote}
            </button>
          </>
        )}
      </p>
      <p className="prose" dir="auto">
        {content}
      </p>
      {open === 'edit' && <EditNote note={note} onClose={close} />}
      {open === 'remove' && <RemoveNote note={note} onClose={close} />}
    </li>
  );
}

interface NoteProps {
  note: ItemOf<'listNotes'>;
  onClose: () => void;
}

function useDone(text: string, onClose: () => void): () => void {
  const refresh = useRefresh();
  return () => {
    toast(text);
    refresh('listNotes');
    onClose();
  };
}

function EditNote({ note, onClose }: NoteProps) {
  const { values, bind } = useForm({ content: note.content });
  const save = useAct('updateNote', { onDone: useDone(say.noteSaved, onClose) });
  return (
    <FormDialog
      title={say.editNote}
      act={words.save}
      isBusy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate({ params: { noteId: note.id }, body: values })}
      onClose={onClose}
    >
      <TextArea label={say.noteOne} bind={bind('content')} error={save.error} isRequired autoFocus />
    </FormDialog>
  );
}

function RemoveNote({ note, onClose }: NoteProps) {
  const remove = useAct('removeNote', { onDone: useDone(say.noteGone, onClose) });
  return (
    <ConfirmDialog
      title={say.removeNote}
      about={say.removeNoteAbout}
      act={say.removeNote}
      isDanger
      isBusy={remove.isPending}
      error={remove.error}
      onAct={() => remove.mutate({ params: { noteId: note.id } })}
      onClose={onClose}
    />
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
