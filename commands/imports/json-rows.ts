import type { z } from 'zod';
import {
  syncContactSchema,
  syncCustomerSchema,
  syncInvoiceSchema,
  syncPaymentSchema,
  syncRelatedRecordSchema,
} from '../../contracts/imports/sync.ts';
import { normaliseName } from '../../domain/imports/csv-values.ts';
import { parseAddress } from '../../domain/customers/email-address.ts';
import { contactRows, type ContactRow } from './contact-rows.ts';
import { customerRows, type CustomerRow } from './customer-rows.ts';
import type { ImportKindHandler } from './import-kind.ts';
import { invoiceRows, type InvoiceRow } from './invoice-rows.ts';
import { paymentRows, type PaymentInput } from './payment-rows.ts';
import { relatedRecordRows, type RelatedRecordRow } from './related-record-rows.ts';

/** One kind of items: how they are checked and made into the rows that CSV files are made into too. */
export interface JsonKind {
  schema: z.ZodType;
  /** `line` is the place of the item, from 0. */
  toRow: (item: never, line: number) => { line: number };
  handler: ImportKindHandler<{ line: number }>;
}

function kindOf<S extends z.ZodType, Row extends { line: number }>(
  schema: S,
  handler: ImportKindHandler<Row>,
  toRow: (item: z.output<S>, line: number) => Row,
): JsonKind {
  return { schema, toRow, handler: handler as unknown as ImportKindHandler<{ line: number }> };
}

/** Whatever an ERP can send as JSON. */
export const JSON_KINDS = {
  customers: kindOf(syncCustomerSchema, customerRows, (item, line): CustomerRow => ({
    line,
    externalId: item.externalId,
    id: null,
    name: normaliseName(item.name),
    status: item.status,
    currency: item.currency,
    arOwnerEmail: lowerCase(item.arOwnerEmail),
    salesOwnerEmail: lowerCase(item.salesOwnerEmail),
    zone: item.zone,
    locale: item.locale,
    score: item.score,
    properties: item.properties ?? {},
  })),
  contacts: kindOf(
    syncContactSchema,
    contactRows,
    ({ isPrimary, externalId = null, name, email, ...item }, line): ContactRow => ({
      line,
      customerExternalId: item.customerExternalId,
      externalId,
      name: name && normaliseName(name),
      email: email && addressOf(email),
      phone: item.phone,
      title: item.title,
      department: item.department,
      type: item.type,
      isPrimary,
      others: [],
    }),
  ),
  invoices: kindOf(syncInvoiceSchema, invoiceRows, (item, line): InvoiceRow => ({
    line,
    customerExternalId: item.customerExternalId,
    number: item.number,
    issuedOn: item.issuedOn,
    dueOn: item.dueOn,
    amount: item.amount,
    balance: item.balance,
    currency: item.currency,
    status: item.status,
    isDisputed: item.isDisputed,
    disputeReason: item.disputeReason,
    poNumber: item.poNumber,
    payUrl: item.payUrl,
    pdfUrl: item.pdfUrl,
    loweredBy: item.loweredBy,
    paidOn: item.paidOn,
  })),
  payments: kindOf(
    syncPaymentSchema,
    paymentRows,
    ({ currency, allocations, ...item }, line): PaymentInput => ({ ...item, line, currency, allocations }),
  ),
  relatedRecords: kindOf(syncRelatedRecordSchema, relatedRecordRows, (item, line): RelatedRecordRow => ({
    line,
    customerExternalId: item.customerExternalId,
    kind: item.kind,
    externalId: item.externalId,
    status: item.status,
    occurredOn: item.occurredOn,
    endsOn: item.endsOn,
    amount: item.amount,
    currency: item.currency,
    properties: item.properties ?? {},
    allocations: item.allocations,
    url: item.url,
    of: item.of,
    events: item.events,
  })),
} as const;
export type JsonKindName = keyof typeof JSON_KINDS;

const lowerCase = (text: string | null | undefined) => text && text.toLowerCase();

function addressOf(email: string): string {
  const parsed = parseAddress(email);
  return parsed.ok ? parsed.address : email;
}
