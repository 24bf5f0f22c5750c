import { readFileSync } from 'node:fs';
import { SUGGESTION_KINDS } from '../../contracts/inbox/kinds.ts';
import { z } from 'zod';
import type { MailFacts } from '../../domain/inbox/suggestions/facts.ts';

const expectedSchema = z.object({
  kind: z.enum(SUGGESTION_KINDS),
  quote: z.string(),
  day: z.string().nullable(),
  amount: z.string().nullable(),
  invoices: z.array(z.string()),
  name: z.string().nullable(),
  address: z.string().nullable(),
});
/** What a mail proposes, as a careful reader has it. */
export type ExpectedReading = z.infer<typeof expectedSchema>;

const setSchema = z.object({
  mails: z.array(
    z.object({
      id: z.string(),
      locale: z.string(),
      currency: z.string(),
      writtenOn: z.string(),
      invoices: z.array(z.string()),
      text: z.string(),
      expected: z.array(expectedSchema),
    }),
  ),
  injections: z.array(z.string()),
});
export type ReadingCase = z.infer<typeof setSchema>['mails'][number];

/** Mails in ten languages with what they propose, and words that order a model about: written for this, to be extended. */
export const READING_SET = setSchema.parse(
  JSON.parse(readFileSync(new URL('./mails.json', import.meta.url), 'utf8')),
);

/** The facts around a mail of the set. */
export const factsOfCase = (mail: ReadingCase, change: Partial<MailFacts> = {}): MailFacts => ({
  mailId: 'mai_1',
  customerId: 'cus_1',
  currency: mail.currency,
  locale: mail.locale,
  writtenOn: mail.writtenOn,
  subject: 'Re: overdue',
  newText: mail.text,
  invoices: mail.invoices.map((number) => ({ id: `inv_${number}`, number, amount: '500', balance: '500' })),
  answeredInvoiceIds: [],
  contactId: 'con_1',
  customerName: 'Quillfeather Holdings',
  contacts: [{ name: 'Zebedee Quillfeather', email: 'zebedee@quillfeather.example' }],
  ownAddresses: ['ar@northwind.example'],
  ...change,
});
