import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { judgedMailSchema, judgeMailSchema, mailSchema } from './mails.ts';

const tag = 'Mails';
const params = z.strictObject({ mailId: idSchema('mail') });
const fileParams = z.strictObject({
  mailId: idSchema('mail'),
  n: z.coerce.number().int().min(1).max(1_000).meta({ description: 'As the mail lists it.' }),
});

/** Operations on mails that came, and that people of ours wrote elsewhere (I2, I3). */
export const mailOperations = [
  operation({
    id: 'getMail',
    method: 'get',
    path: '/v1/mails/{mailId}',
    tag,
    summary: 'Get a mail: its text, headers and files, what it was judged to be and why',
    description:
      'Communications of a customer name the mail that each is about. Of a mail to several customers it tells of those that you see.',
    permission: 'customers.read',
    params,
    response: mailSchema,
    status: 200,
  }),
  operation({
    id: 'getMailPage',
    method: 'get',
    path: '/v1/mails/{mailId}/page',
    tag,
    summary: 'Get the HTML of a mail as a page that is safe to show',
    description:
      'Without scripts, forms and styles that reach out; nothing remote is loaded, pictures of the mail itself are in it. Show it ' +
      'in a frame with `sandbox`: it has a Content-Security-Policy of its own. A mail without HTML shows its text.',
    permission: 'customers.read',
    params,
    response: z.string(),
    status: 200,
  }),
  operation({
    id: 'getMailAttachment',
    method: 'get',
    path: '/v1/mails/{mailId}/attachments/{n}',
    tag,
    summary: 'Download a file of a mail',
    description: 'As a file to save, whatever it says that it is: nothing is looked into, and nothing was.',
    permission: 'customers.read',
    params: fileParams,
    response: null,
    fileResponse: 'The file.',
    status: 200,
  }),
  operation({
    id: 'judgeMail',
    method: 'post',
    path: '/v1/mails/{mailId}/verdict',
    tag,
    summary: 'Say that a mail is something else than it was taken for',
    description:
      'What follows from the new verdict happens, unless the mail is history. What followed from the old one is taken back where ' +
      'it can be: the hold of an absence, a suppression by a report. A stop is final; the reply names what was stopped. Who does ' +
      'not see every customer of the mail judges it for those that they see.',
    permission: 'customers.save',
    isForOwners: 'mailId',
    params,
    body: judgeMailSchema,
    response: judgedMailSchema,
    status: 200,
    problems: ['conflict'],
  }),
] as const;
