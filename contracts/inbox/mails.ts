import { z } from 'zod';
import { daySchema, instantSchema, ofWhole } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { DIRECTIONS } from '../customers/kinds.ts';
import { JUDGED_VERDICTS, MAIL_VERDICTS } from './kinds.ts';

const personSchema = z
  .strictObject({ address: z.string(), name: z.string().nullable() })
  .meta({ id: 'MailPerson', description: 'Somebody in a header, as the sender wrote it.' });

/** A file in a mail. */
export const mailAttachmentSchema = z
  .strictObject({
    n: z.int(),
    name: z.string().nullable().meta({ description: 'As its sender named it.' }),
    contentType: z.string().meta({ description: 'As its sender says.' }),
    size: z.int().meta({ description: 'Bytes.' }),
    isInline: z.boolean().meta({ description: 'It is a picture inside the text.' }),
    isStored: z.boolean().meta({ description: 'false: too large to be kept, or forgotten.' }),
  })
  .meta({ id: 'MailAttachment' });

const failedSchema = z
  .strictObject({
    address: z.string(),
    n: z.int().nullable().meta({ description: 'Which copy of our message; null: none of it.' }),
    kind: z.enum(['hard', 'soft']),
    code: z.string().nullable().meta({ description: 'The most exact code of the report.', example: '5.1.1' }),
    words: z.string().nullable(),
  })
  .meta({ id: 'FailedRecipient', description: 'Whom a report says that our mail did not reach.' });

const ofCustomerSchema = z
  .strictObject({
    customerId: idSchema('customer'),
    contactId: idSchema('contact').nullable(),
    invoiceIds: z.array(idSchema('invoice')).meta({ description: 'Whose numbers the mail names.' }),
    conversationId: idSchema('conversation').nullable(),
  })
  .meta({ id: 'MailCustomer' });

/** A mail that came, or that was found in Sent (I2), as far as the viewer may know of it. */
export const mailSchema = z
  .strictObject({
    id: idSchema('mail'),
    direction: z.enum(DIRECTIONS),
    mailboxId: idSchema('mailbox').meta({ description: 'That saw it first.' }),
    from: personSchema,
    to: z.array(personSchema),
    cc: z.array(personSchema),
    replyTo: z.array(personSchema),
    subject: z.string(),
    text: z.string(),
    newText: z.string().meta({ description: 'What its sender wrote, without what is quoted.' }),
    hasPage: z.boolean().meta({ description: 'Its HTML, made safe, is at `GET /v1/mails/{mailId}/page`.' }),
    attachments: z.array(mailAttachmentSchema),
    rawHeaders: z.string().meta({ description: 'As they came, up to 64 KB.' }),
    size: z.int().meta({ description: 'Bytes of the whole mail.' }),
    problems: z.array(z.string()).meta({ description: 'What of it was broken, or is not kept.' }),
    datedAt: instantSchema.nullable().meta({ description: 'As it says itself.' }),
    receivedAt: instantSchema,
    customers: z.array(ofCustomerSchema),
    messageId: idSchema('message')
      .nullable()
      .meta({ description: 'Of ours, that it answers or reports on.' }),
    n: z.int().nullable().meta({ description: 'Which copy of that message.' }),
    linkedBy: z.string().nullable().meta({ description: 'What shows that it belongs to that message.' }),
    verdict: z.enum(MAIL_VERDICTS),
    judgedAs: z.enum(MAIL_VERDICTS).meta({ description: 'What it was taken for when it came.' }),
    reasons: z
      .array(z.strictObject({ code: z.string(), evidence: z.string().nullable() }))
      .meta({ description: 'What that rests on.' }),
    returnOn: daySchema.nullable().meta({ description: 'Of an absence: the first day back.' }),
    failed: z.array(failedSchema),
    judgedById: z.string().nullable().meta({ description: 'Who judged it otherwise.' }),
    judgedAt: instantSchema,
    isHistory: z
      .boolean()
      .meta({ description: 'It is from before its mailbox was followed: nothing follows.' }),
    processedAt: instantSchema.nullable().meta({ description: 'Since when all has followed that does.' }),
    erasedAt: instantSchema.nullable(),
    places: z
      .array(z.strictObject({ mailboxId: idSchema('mailbox'), path: z.string() }))
      .meta({ description: 'Mailboxes and folders in which it was seen.' }),
    createdAt: instantSchema,
  })
  .meta({ id: 'Mail', description: 'A mail that came, or that somebody of ours wrote elsewhere.' });
export type Mail = z.infer<typeof mailSchema>;

/** What a person says that a mail is. */
export const judgeMailSchema = z
  .strictObject({
    verdict: z.enum(JUDGED_VERDICTS),
    returnOn: daySchema.optional().meta({ description: 'Of `out_of_office`: the first day back.' }),
  })
  .refine(
    ({ verdict, returnOn }) => verdict === 'out_of_office' || returnOn === undefined,
    ofWhole(['verdict', 'returnOn'], { error: 'is for out_of_office only', path: ['returnOn'] }),
  )
  .meta({ id: 'JudgeMail', example: { verdict: 'reply' } });
export type JudgeMail = z.infer<typeof judgeMailSchema>;

/** A mail that was judged otherwise, and what became of what had followed. */
export const judgedMailSchema = z
  .strictObject({
    mail: mailSchema,
    endedHolds: z
      .array(idSchema('hold'))
      .meta({ description: 'Holds of the absence or the reply that it was taken for.' }),
    removedSuppressions: z
      .array(idSchema('suppression'))
      .meta({ description: 'Of addresses that a report or a complaint was taken to be about.' }),
    stopped: z
      .array(
        z.strictObject({
          enrollmentId: idSchema('enrollment'),
          customerId: idSchema('customer'),
          sequenceId: idSchema('sequence'),
        }),
      )
      .meta({
        description:
          'Enrollments that it stopped. A stop is final (S10): `POST /v1/enrollments` begins the sequence anew.',
      }),
  })
  .meta({ id: 'JudgedMail' });
export type JudgedMail = z.infer<typeof judgedMailSchema>;
