import { defineSignal } from '@temporalio/workflow';

/** Starts the send of one answer. */
export interface AnswerMailInput {
  answerId: string;
}

/** The row changed: look again. */
export const answerChanged = defineSignal('answerChanged');

export const answerMailWorkflowId = (answerId: string) => `answer/${answerId}`;
