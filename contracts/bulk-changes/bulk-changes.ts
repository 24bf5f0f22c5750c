import { z } from 'zod';
import { customerFilterSchema } from '../customers/customer-filter.ts';
import { instantSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { inFlightSchema } from '../in-flight.ts';
import { invoiceFilterSchema } from '../receivables/invoice-filter.ts';

/** Most ids one call names; a filter has no limit. */
const MAX_IDS = 10_000;
/** Most labels one change puts on or takes off. */
const MAX_LABELS = 20;

const labelIds = z.array(idSchema('label')).min(1).max(MAX_LABELS);
const addLabels = z.strictObject({ type: z.literal('addLabels'), labelIds });
const removeLabels = z.strictObject({ type: z.literal('removeLabels'), labelIds });
const userId = idSchema('user').nullable().meta({ description: 'Null: nobody.' });

/** What is done to each customer. */
export const customerActionSchema = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('setArOwner'), userId }),
    z.strictObject({ type: z.literal('setSalesOwner'), userId }),
    addLabels,
    removeLabels,
    z.strictObject({ type: z.literal('addToList'), listId: idSchema('list') }),
    z.strictObject({ type: z.literal('removeFromList'), listId: idSchema('list') }),
    z.strictObject({ type: z.literal('enrollInProgram'), programId: idSchema('program') }),
    z.strictObject({ type: z.literal('unenrollFromProgram'), programId: idSchema('program') }),
  ])
  .meta({ id: 'CustomerBulkAction' });
export type CustomerAction = z.infer<typeof customerActionSchema>;

/** What is done to each invoice. */
export const invoiceActionSchema = z
  .discriminatedUnion('type', [addLabels, removeLabels])
  .meta({ id: 'InvoiceBulkAction' });
export type InvoiceAction = z.infer<typeof invoiceActionSchema>;

/** Which customers: these, or all that fit a filter now. */
export const customerSelectionSchema = z.union([
  z.strictObject({ customerIds: z.array(idSchema('customer')).min(1).max(MAX_IDS) }),
  z.strictObject({ filter: customerFilterSchema }),
]);
export type CustomerSelection = z.infer<typeof customerSelectionSchema>;

/** Which invoices: these, or all that fit a filter now. */
export const invoiceSelectionSchema = z.union([
  z.strictObject({ invoiceIds: z.array(idSchema('invoice')).min(1).max(MAX_IDS) }),
  z.strictObject({ filter: invoiceFilterSchema }),
]);
export type InvoiceSelection = z.infer<typeof invoiceSelectionSchema>;

/** A change of many customers that is to be counted. */
export const createCustomerBulkChangeSchema = z
  .strictObject({ selection: customerSelectionSchema, action: customerActionSchema })
  .meta({
    id: 'CreateCustomerBulkChange',
    example: { selection: { filter: { unassigned: 'ar' } }, action: { type: 'setArOwner', userId: null } },
  });
export type CreateCustomerBulkChange = z.infer<typeof createCustomerBulkChangeSchema>;

/** A change of many invoices that is to be counted. */
export const createInvoiceBulkChangeSchema = z
  .strictObject({ selection: invoiceSelectionSchema, action: invoiceActionSchema })
  .meta({
    id: 'CreateInvoiceBulkChange',
    example: {
      selection: { filter: { group: 'overdue' } },
      action: { type: 'addLabels', labelIds: ['lbl_01h455vb4pex5vsknk084sn02q'] },
    },
  });
export type CreateInvoiceBulkChange = z.infer<typeof createInvoiceBulkChangeSchema>;

const count = z.int().min(0);
const leftOut = count.optional().meta({
  description:
    'What was named by id and is left out: hidden, or not there, at the first call or by now. Absent for a filter, where it would tell what the filter hides.',
});

/** What a change would do. Nothing has happened yet. */
export const bulkChangeSchema = z
  .strictObject({
    token: idSchema('bulkChange').meta({
      description: 'Stands for exactly this set and this action; applies them once, for its author.',
    }),
    count: count.meta({ description: 'What was selected and the caller may see.' }),
    changing: count.meta({ description: 'How many of them would change; the others are so already.' }),
    hidden: leftOut,
    expiresAt: instantSchema,
  })
  .meta({ id: 'BulkChange', description: 'What a change of many would do; nothing has happened yet.' });
export type BulkChange = z.infer<typeof bulkChangeSchema>;

/** What a change did. */
export const appliedBulkChangeSchema = z
  .strictObject({
    token: idSchema('bulkChange'),
    count,
    changed: count,
    unchanged: count.meta({ description: 'They were so already.' }),
    hidden: leftOut,
    inFlight: inFlightSchema.optional().meta({
      description:
        'Of customers taken off a list that a sequence follows: messages whose hand-over had begun, with their outcome (S10, S17).',
    }),
    appliedAt: instantSchema,
  })
  .meta({ id: 'AppliedBulkChange', description: 'What a change of many did.' });
export type AppliedBulkChange = z.infer<typeof appliedBulkChangeSchema>;

/** What was taken back of a change. */
export const undoneBulkChangeSchema = z
  .strictObject({
    token: idSchema('bulkChange'),
    undone: count.meta({ description: 'Of how many it was taken back.' }),
    left: count.meta({
      description:
        'Of how many it was not: somebody has changed them since, they are hidden by now, or their former owner has left.',
    }),
    undoneAt: instantSchema,
  })
  .meta({ id: 'UndoneBulkChange', description: 'What was taken back of a change of many.' });
export type UndoneBulkChange = z.infer<typeof undoneBulkChangeSchema>;
