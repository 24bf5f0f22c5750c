const withBody = (body: object) => ({ body: () => body });

/** What writes about the mail of a customer, with valid requests. */
export const INBOX_WRITES: Readonly<Record<string, { body?: () => object }>> = {
  judgeMail: withBody({ verdict: 'automatic' }),
  answerWish: withBody({ answer: 'declined' }),
  writeAnswer: withBody({ body: 'x' }),
  // No language model is configured in the fixture.
  draftAnswer: withBody({}),
  finishConversation: withBody({}),
  snoozeConversation: withBody({ until: '2026-03-09T08:00:00Z' }),
  reopenConversation: {},
  assignConversation: withBody({ assigneeId: null }),
  releaseConversation: withBody({ release: { choice: 'go_on' } }),
  retryAnswer: {},
  markAnswerSent: {},
  cancelAnswer: {},
  acceptMailSuggestion: withBody({}),
  dismissMailSuggestion: {},
};
