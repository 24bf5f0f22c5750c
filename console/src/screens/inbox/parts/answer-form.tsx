import { useEffect, useRef, useState, type FormEvent } from 'react';
import { Problem } from '../../../api/problems.ts';
import { readAgain, useAct } from '../../../api/queries.ts';
import { useKeys } from '../../../app/keys.ts';
import { useSession } from '../../../app/session.tsx';
import { CheckField, TextArea, TextField } from '../../../parts/fields.tsx';
import { filled, useForm } from '../../../parts/form.ts';
import { Refusal } from '../../../parts/states.tsx';
import { inbox as say } from '../../../words/inbox.ts';
import type { Detail, Filters, OnDone } from '../conversation.ts';
import { draftOf, dropDraft, keepDraft, type Draft } from '../drafts.ts';
import { ModelDraft } from './model-draft.tsx';
import { NO_RELEASE, ReleaseFields, releaseOf } from './release-fields.tsx';

const EMPTY: Draft = { ...NO_RELEASE, body: '', subject: '', cc: '', keepsCc: false };
const ROWS = 8;

/** Answers in place. What was typed stays when it is refused, and when another conversation is looked at. */
export function AnswerForm({
  conversation,
  filters,
  onDone,
}: {
  conversation: Detail;
  filters: Filters;
  onDone: OnDone;
}) {
  const { may } = useSession();
  const { id, customer, answering, holds, version } = conversation;
  const form = useForm<Draft>(draftOf(id) ?? EMPTY);
  const [isOpen, setOpen] = useState(draftOf(id) !== undefined);
  const place = useRef<HTMLFormElement>(null);
  const { values } = form;
  useEffect(() => {
    if (values !== EMPTY && JSON.stringify(values) !== JSON.stringify(EMPTY)) keepDraft(id, values);
  }, [id, values]);
  const write = useAct('writeAnswer', {
    onDone: ({ next }) => {
      dropDraft(id);
      onDone(say.sent(customer.name), next);
    },
  });
  const canAnswer = answering !== null && answering.problem === null && may('tasks.mine');
  const begin = (): void => {
    setOpen(true);
    setTimeout(() => place.current?.querySelector('textarea')?.focus());
  };
  useKeys({ r: begin }, { isOn: canAnswer });
  if (answering === null) return null;
  if (answering.problem !== null)
    return (
      <p className="notice" dir="auto">
        {say.cannot} {answering.problem}
      </p>
    );
  if (!may('tasks.mine')) return <p className="muted">{say.notPermitted}</p>;
  if (!isOpen)
    return (
      <p>
        <button type="button" className="primary" aria-keyshortcuts="r" onClick={begin}>
          {say.answer} <kbd>r</kbd>
        </button>
      </p>
    );
  const isHolding = holds.some(({ isOfReply }) => isOfReply);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const cc = values.cc.split(',').flatMap((address) => filled(address) ?? []);
    write.mutate({
      params: { conversationId: id },
      query: filters,
      body: {
        body: values.body,
        subject: filled(values.subject),
        ...(cc.length > 0 && { cc }),
        keepsCc: values.keepsCc,
        release: releaseOf(values),
        version,
      },
    });
  };
  const { error } = write;
  return (
    <form ref={place} className="stack card" onSubmit={submit} aria-label={say.answer}>
      <p className="muted" dir="auto">
        {say.answerTo} {answering.to.join(', ')}
        {answering.fromAddress !== null && ` ${say.from} ${answering.fromAddress}`}
      </p>
      <TextArea
        label={say.body}
        hint={say.bodyHint}
        rows={ROWS}
        bind={form.bind('body')}
        error={error}
        isRequired
      />
      <ModelDraft conversationId={id} typed={values.body} onText={(body) => form.set({ body })} />
      <details>
        <summary>
          {say.subject}, {say.cc}
        </summary>
        <div className="stack">
          <TextField
            label={say.subject}
            placeholder={answering.subject}
            bind={form.bind('subject')}
            error={error}
          />
          <TextField label={say.moreCc} hint={say.moreCcHint} bind={form.bind('cc')} error={error} />
          {answering.cc.length > 0 && (
            <CheckField label={say.keepsCc} hint={answering.cc.join(', ')} bind={form.bind('keepsCc')} />
          )}
        </div>
      </details>
      {isHolding && <ReleaseFields form={form as never} customerId={customer.id} error={error} />}
      <Refusal
        error={error}
        {...(error instanceof Problem &&
          error.status === 409 && { onRetry: () => readAgain('getConversation') })}
      />
      <div className="row wrap">
        <button type="submit" className="primary" disabled={write.isPending}>
          {say.send}
        </button>
      </div>
    </form>
  );
}
