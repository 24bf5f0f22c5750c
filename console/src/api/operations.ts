import type { z } from 'zod';
import type { Operation } from '../../../contracts/operation.ts';
import type { organisationOperations } from '../../../contracts/access/organisation.operations.ts';
import type { userOperations } from '../../../contracts/access/users.operations.ts';
import type { communicationOperations } from '../../../contracts/customers/communications.operations.ts';
import type { contactOperations } from '../../../contracts/customers/contacts.operations.ts';
import type { customerTableOperations } from '../../../contracts/customers/customer-table.operations.ts';
import type { customerOperations } from '../../../contracts/customers/customers.operations.ts';
import type { noteOperations } from '../../../contracts/customers/notes.operations.ts';
import type { enrollmentOperations } from '../../../contracts/enrollments/enrollments.operations.ts';
import type { queueOperations } from '../../../contracts/enrollments/queue.operations.ts';
import type { conversationOperations } from '../../../contracts/inbox/conversations.operations.ts';
import type { switchOperations } from '../../../contracts/holds/switches.operations.ts';
import type { searchOperations } from '../../../contracts/console/search.operations.ts';
import type { actionOperations } from '../../../contracts/insights/actions.operations.ts';
import type { customerExplanationOperations } from '../../../contracts/insights/customer-explanation.operations.ts';
import type { programOperations } from '../../../contracts/programs/programs.operations.ts';
import type { reviewBatchOperations } from '../../../contracts/programs/review-batches.operations.ts';
import type { reviewItemOperations } from '../../../contracts/programs/review-items.operations.ts';
import type { scheduledTouchpointOperations } from '../../../contracts/programs/scheduled-touchpoints.operations.ts';
import type { invoiceOperations } from '../../../contracts/receivables/invoices.operations.ts';
import type { mailboxOperations } from '../../../contracts/sending/mailboxes.operations.ts';
import type { messageOperations } from '../../../contracts/sending/messages.operations.ts';
import type { sequenceOperations } from '../../../contracts/sequences/sequences.operations.ts';

/** The operations that the console calls, as the contracts have them. */
type Known =
  | (typeof organisationOperations)[number]
  | (typeof userOperations)[number]
  | (typeof communicationOperations)[number]
  | (typeof contactOperations)[number]
  | (typeof customerTableOperations)[number]
  | (typeof customerOperations)[number]
  | (typeof noteOperations)[number]
  | (typeof enrollmentOperations)[number]
  | (typeof queueOperations)[number]
  | (typeof conversationOperations)[number]
  | (typeof actionOperations)[number]
  | (typeof switchOperations)[number]
  | (typeof searchOperations)[number]
  | (typeof customerExplanationOperations)[number]
  | (typeof programOperations)[number]
  | (typeof reviewBatchOperations)[number]
  | (typeof reviewItemOperations)[number]
  | (typeof scheduledTouchpointOperations)[number]
  | (typeof invoiceOperations)[number]
  | (typeof mailboxOperations)[number]
  | (typeof messageOperations)[number]
  | (typeof sequenceOperations)[number];

export type OperationId = Known['id'];
type Named<I extends OperationId> = Extract<Known, { id: I }>;
type Sent<O, K extends string> = O extends { [P in K]: infer S extends z.ZodType } ? z.input<S> : undefined;
type Part<O extends Operation, K extends 'params' | 'query' | 'body'> =
  undefined extends Sent<O, K> ? { [P in K]?: Sent<O, K> } : { [P in K]: Sent<O, K> };
type Query<O extends Operation> =
  Record<never, never> extends Sent<O, 'query'> ? { query?: Sent<O, 'query'> } : Part<O, 'query'>;

/** What a call carries: ids of the path, filters, a body, each as the contract wants it. */
export type Input<I extends OperationId> = Part<Named<I>, 'params'> &
  Query<Named<I>> &
  Part<Named<I>, 'body'>;

/** What the API answers. */
export type Reply<I extends OperationId> =
  Named<I> extends { response: infer S extends z.ZodType } ? z.output<S> : undefined;

/** One row of a page. */
export type ItemOf<I extends OperationId> = Reply<I> extends { items: (infer T)[] } ? T : never;
