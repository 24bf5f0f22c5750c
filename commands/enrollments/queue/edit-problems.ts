import type { EditStep } from '../../../contracts/enrollments/queue.ts';
import type { FieldProblem } from '../../../contracts/problems.ts';
import type { StepType } from '../../../contracts/sequences/kinds.ts';
import { ADDRESS_PROBLEMS, parseAddress } from '../../../domain/customers/email-address.ts';
import { findEmailProblems } from '../../../domain/rendering/message.ts';
import { findTemplateProblems } from '../../../domain/rendering/template.ts';
import { PHONE_PROBLEMS, readPhoneNumber } from '../../../domain/customers/phone-number.ts';
import type { PinnedContent, SendFacts } from '../../../domain/sending/send-facts.ts';

/** What keeps an edit of a message from being saved: what its kind does not have, and addresses that are none (Q2). */
export function findEditProblems(type: StepType, edit: EditStep, facts: SendFacts): FieldProblem[] {
  if (type !== 'sms') {
    return (['to', 'cc', 'bcc'] as const).flatMap((field) =>
      (edit[field] ?? []).flatMap((address, index) => {
        const parsed = parseAddress(address);
        const message = parsed.ok ? null : ADDRESS_PROBLEMS[parsed.reason];
        return message === null ? [] : [{ field: `${field}[${index}]`, message }];
      }),
    );
  }
  const foreign = (['subject', 'cc', 'bcc'] as const)
    .filter((field) => edit[field] !== undefined)
    .map((field) => ({ field, message: 'does not belong to an sms' }));
  const region = facts.organisation.region ?? null;
  const numbers = (edit.to ?? []).flatMap((phone, index) => {
    const read = readPhoneNumber(phone, region);
    return read.ok ? [] : [{ field: `to[${index}]`, message: PHONE_PROBLEMS[read.problem] }];
  });
  const many = (edit.to ?? []).length > 1 ? [{ field: 'to', message: 'an sms goes to one number' }] : [];
  return [...foreign, ...numbers, ...many];
}

/** What is wrong with an edited text (M3). A threaded mail needs no subject of its own (M5). */
export function findTextProblems(
  type: StepType,
  edited: PinnedContent,
  { isThreaded }: { isThreaded: boolean },
): FieldProblem[] {
  if (type === 'sms') {
    const body = edited.body ?? '';
    if (body.trim() === '') return [{ field: 'body', message: 'The body is empty' }];
    return findTemplateProblems(body, 'body', { mode: 'text' }).map(({ message, line, column }) => {
      return { field: 'body', message: `${message} (line ${line}, column ${column})` };
    });
  }
  const templates = {
    subject: edited.subject ?? '',
    bodyHtml: edited.body ?? '',
    bodyText: edited.bodyText ?? null,
  };
  const isAnswer = isThreaded && edited.subject === null;
  return findEmailProblems(templates)
    .filter(({ place }) => place !== 'subject' || !isAnswer)
    .map((problem) => ({
      field: problem.place === 'bodyHtml' ? 'body' : problem.place,
      message: `${problem.message} (line ${problem.line}, column ${problem.column})`,
    }));
}
