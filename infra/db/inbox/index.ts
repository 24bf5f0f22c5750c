export * as answerSends from './answer-sends.ts';
export * as answerViews from './answer-views.ts';
export * as answerableMails from './answerable-mails.ts';
export * as conversationDetails from './conversation-details.ts';
export * as conversationViews from './conversation-views.ts';
export * as conversations from './conversations.ts';
export * as replyHolds from './reply-holds.ts';
export * as waitingAnswers from './waiting-answers.ts';
