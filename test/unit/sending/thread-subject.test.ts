import { describe, expect, test } from '@jest/globals';
import { replySubject } from '../../../domain/sending/thread-subject.ts';
import { content, ledger, prepare } from '../../support/rows/prepared-messages.ts';

const said = (change: Parameters<typeof content>[0]) => {
  const prepared = prepare({ ...content(change), ...ledger([]) });
  return prepared.kind === 'message' ? prepared.message.subject : prepared;
};

describe('M5: the subject of a threaded follow-up', () => {
  test.each([
    ['First words', 'Re: First words'],
    ['Re: First words', 'Re: First words'],
    ['RE: re : Re[2]: First words', 'Re: First words'],
    ['Regarding: rent', 'Re: Regarding: rent'],
    ['  Re:First', 'Re: First'],
  ])('`Re: ` stands once: %s', (first, expected) => expect(replySubject(first)).toBe(expected));

  const thread = { subject: 'Other {{words}}', template: 'First words' };

  test('26a, 26c: without one of its own it answers the first mail as that was sent, which is no template', () => {
    expect(said({ subject: null, thread })).toBe('Re: Other {{words}}');
  });

  test('26b: its own stays', () => {
    expect(said({ subject: 'Second words', thread })).toBe('Second words');
  });

  test('where no mail has left before it, it says what the first would have said', () => {
    expect(said({ subject: null, thread: { subject: null, template: 'About {{customer.name}}' } })).toBe(
      'About Buyer',
    );
    expect(said({ subject: null, thread: { subject: null, template: null } })).toMatchObject({
      code: 'no_content',
    });
  });

  test('a step that answers nothing needs a subject', () => {
    expect(said({ subject: null, isThreaded: false, thread })).toMatchObject({ code: 'no_content' });
  });

  test('S6: what was pinned without a subject gets none from a later edit of the step', () => {
    const pinned = { origin: 'template', subject: null, body: '<p>as it was</p>' } as const;
    expect(said({ subject: 'Edited since', thread, pinned })).toBe('Re: Other {{words}}');
  });
});
