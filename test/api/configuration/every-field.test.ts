import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { updateOrganisationSchema } from '../../../contracts/access/organisation.ts';
import { updateAutomationSchema } from '../../../contracts/automations/automations.ts';
import { updateLabelSchema } from '../../../contracts/customers/labels.ts';
import { updateListSchema } from '../../../contracts/customers/lists.ts';
import { updatePropertySchema } from '../../../contracts/customers/properties.ts';
import { updateImportProfileSchema } from '../../../contracts/imports/import-profiles.ts';
import { updateTouchpointSchema } from '../../../contracts/programs/program-touchpoints.ts';
import { updateProgramSchema } from '../../../contracts/programs/programs.ts';
import { updateTemplateSchema } from '../../../contracts/programs/templates.ts';
import { updateSequenceSchema } from '../../../contracts/sequences/sequences.ts';
import { updateStepSchema } from '../../../contracts/sequences/steps.ts';
import { pathWithNames } from '../../../domain/configuration/references.ts';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { folders, owingIn } from '../../support/worlds/configuration-world.ts';

const api = new ApiFixture();
const { plan, apply, ...ask } = folders(api);
/** Where each kind is changed by single calls, and what changes each of its fields. */
let targets: Record<string, { path: string; files: string; samples: Record<string, Json> }>;

const post = (path: string, body: object = {}): Promise<Json> => api.ok('POST', path, { body });
const mailbox = async (name: string): Promise<string> => {
  const smtp = { host: 'mail.example', port: 25, security: 'none' };
  const box = { name, fromAddress: `${name}@acme.example`, fromName: 'Acme', zone: 'UTC', smtp };
  const { id } = await post('/v1/mailboxes', { ...box, aliases: [`alias-${name}@acme.example`] });
  await post(`/v1/mailboxes/${id}/verify`);
  return id;
};

beforeAll(async () => {
  await api.open();
  api.deps.writer = { ...api.deps.writer, isAvailable: true };
  await owingIn(api, ['EUR']);
  const [first, second] = [await mailbox('first'), await mailbox('second')];
  await api.ok('PATCH', '/v1/organisation', { body: { defaultMailboxId: first } });
  const bo = await post('/v1/users', { name: 'Bo', email: 'bo@example.com', role: 'agent' });
  const settings = { zone: 'UTC', mailboxId: first, primaryUserId: api.adminId };
  const number = await post('/v1/sms-senders', { name: 'Texts', number: '+4915123456789', zone: 'UTC' });
  const sequence = await post('/v1/sequences', { ...settings, name: 'Chase' });
  const step = await post(`/v1/sequences/${sequence.id}/steps`, {
    type: 'email',
    label: 'Mail',
    timing: { kind: 'offset', days: 1 },
    subject: 'S',
    body: 'B',
  });
  const program = await post('/v1/programs', { name: 'Dunning' });
  const touchpoint = await post(`/v1/programs/${program.id}/touchpoints`, {
    label: 'Own',
    offsetDays: 60,
    subject: 'S',
    bodyHtml: 'B',
  });
  const template = await post('/v1/templates', {
    name: 'Text',
    level: 'account',
    subject: 'S',
    bodyHtml: 'B',
  });
  const group = await post('/v1/label-groups', { name: 'Group' });
  const label = await post(`/v1/label-groups/${group.id}/labels`, { name: 'Label' });
  const list = await post('/v1/lists', { name: 'List' });
  const property = await post('/v1/properties', {
    name: 'tier',
    type: 'choice',
    choices: ['gold', 'silver'],
  });
  const mapping = [
    { from: 'a', to: 'name' },
    { from: 'b', to: 'customer_external_id' },
  ];
  const profile = await post('/v1/import-profiles', {
    name: 'Profile',
    kind: 'contacts',
    reading: { mapping },
  });
  const audience = {
    kind: 'all',
    nodes: [{ kind: 'field', field: 'labels', op: 'has_any', value: [label.id] }],
  };
  const automation = await post('/v1/automations', {
    name: 'Late',
    audience: { kind: 'all', nodes: [] },
    actions: [],
    isOngoing: true,
  });
  const texts = { subject: 'Other', bodyText: 'Other text', language: 'en' };
  const holidays = { country: 'DE', rule: 'skip' };
  targets = {
    organisation: {
      path: '/v1/organisation',
      files: 'organisation.yaml',
      samples: {
        name: 'Other',
        zone: 'Asia/Tokyo',
        locale: 'ja-JP',
        baseCurrency: 'JPY',
        defaultMailboxId: second,
        contactPolicy: { perDay: 1 },
        retryHours: 5,
        credit: 'ignore',
        insights: 'model',
        minimumAmounts: { EUR: '3.00' },
        defaultRegion: 'JP',
        quietHours: { start: '21:00', stop: '07:00' },
        automations: { confirmAbove: 7 },
        replyHoldDays: 3,
        mailReading: 'model',
        retention: { messages: 90 },
      },
    },
    labelGroup: {
      path: `/v1/label-groups/${group.id}`,
      files: 'labels.yaml',
      samples: { name: 'GROUP', isArchived: true },
    },
    label: {
      path: `/v1/labels/${label.id}`,
      files: 'labels.yaml',
      samples: { name: 'LABEL', isArchived: true },
    },
    list: {
      path: `/v1/lists/${list.id}`,
      files: 'lists.yaml',
      samples: { name: 'LIST', description: 'Other', isArchived: true },
    },
    property: {
      path: `/v1/properties/${property.id}`,
      files: 'properties.yaml',
      samples: { label: 'Level', choices: ['gold'], isArchived: true },
    },
    importProfile: {
      path: `/v1/import-profiles/${profile.id}`,
      files: 'import-profiles/',
      samples: { name: 'PROFILE', reading: { mapping, delimiter: 'tab' } },
    },
    template: {
      path: `/v1/templates/${template.id}`,
      files: 'templates/',
      samples: { ...texts, name: 'TEXT', bodyHtml: 'C', variants: { de: { subject: 'D', bodyHtml: 'D' } } },
    },
    sequence: {
      path: `/v1/sequences/${sequence.id}`,
      files: 'sequences/',
      samples: {
        name: 'CHASE',
        description: 'Other',
        zone: 'Asia/Tokyo',
        purpose: 'outreach',
        isTemplate: true,
        mailboxId: second,
        fromAddress: 'alias-first@acme.example',
        smsSenderId: number.id,
        listId: list.id,
        defaultDelivery: 'manual',
        primaryUserId: bo.id,
        memberIds: [bo.id],
        beginAt: '2026-09-01T00:00:00Z',
        endAt: '2026-12-01T00:00:00Z',
        sendDays: [1, 2],
        window: { start: '08:00', stop: '09:00' },
        holidays,
        stopRules: { onReply: false, holdOnReply: { days: 5 } },
        limits: [{ channel: 'email', amount: 5, per: 'hour' }],
        tracking: { opens: true },
      },
    },
    step: {
      path: `/v1/sequences/${sequence.id}/steps/${step.id}`,
      files: 'sequences/',
      samples: {
        ...texts,
        label: 'MAIL',
        priority: 'high',
        timing: { kind: 'offset', days: 2, sendTime: '10:00' },
        contentMode: { contentMode: 'prompt', prompt: 'Write' },
        delivery: 'manual',
        body: 'C',
        variants: { de: { subject: 'D', body: 'D' } },
        prompt: { prompt: 'Write' },
        instructions: 'Other',
        script: 'Other',
        assignee: { rule: 'ar_owner' },
        contactTypes: ['cfo'],
        cc: ['cc@acme.example'],
        bcc: ['bcc@acme.example'],
        mailboxId: second,
        fromAddress: 'alias-first@acme.example',
        isThreaded: true,
        outcomeLabels: ['called'],
        conditions: [{ outcome: 'bounced', target: { kind: 'end' } }],
        fallback: { amount: 3, unit: 'days', target: { kind: 'next' } },
      },
    },
    program: {
      path: `/v1/programs/${program.id}`,
      files: 'programs/',
      samples: {
        name: 'DUNNING',
        description: 'Other',
        zone: 'Asia/Tokyo',
        sendDays: [2, 3],
        sendTime: '07:00',
        latestSendTime: '17:00',
        everyWeeks: 2,
        startDate: '2026-04-01',
        holidays,
        mailboxId: second,
        fromAddress: 'alias-first@acme.example',
        matching: 'all',
        autoEnroll: false,
        minimumAmounts: { EUR: '3.00' },
        surgeFactor: 4,
        tracking: { clicks: true },
      },
    },
    automation: {
      path: `/v1/automations/${automation.id}`,
      files: 'automations/',
      samples: {
        name: 'LATE',
        description: 'Other',
        audience,
        actions: [{ kind: 'add_label', labelId: label.id }],
        startsAt: '2026-09-01T00:00:00Z',
        endsAt: '2026-12-01T00:00:00Z',
        isOngoing: false,
        isOnce: true,
        every: { amount: 1, unit: 'day' },
      },
    },
    touchpoint: {
      path: `/v1/programs/${program.id}/touchpoints/${touchpoint.id}`,
      files: 'programs/',
      samples: {
        label: 'OWN',
        offsetDays: 61,
        delivery: 'auto',
        contentMode: { contentMode: 'prompt', prompt: 'Write', subject: null, bodyHtml: null },
        templateId: 'final-notice',
        subject: 'Other',
        bodyHtml: 'C',
        bodyText: 'Other',
        prompt: { prompt: 'Write' },
        contactTypes: ['cfo'],
        cc: ['cc@acme.example'],
        bcc: ['bcc@acme.example'],
        ccOwner: true,
      },
    },
  };
});
afterAll(() => api.close());

const SCHEMAS: Record<string, { shape: object }> = {
  organisation: updateOrganisationSchema,
  labelGroup: updateLabelSchema,
  property: updatePropertySchema,
  label: updateLabelSchema,
  list: updateListSchema,
  importProfile: updateImportProfileSchema,
  template: updateTemplateSchema,
  sequence: updateSequenceSchema,
  step: updateStepSchema,
  program: updateProgramSchema,
  touchpoint: updateTouchpointSchema,
  automation: updateAutomationSchema,
};

describe('O11: whatever somebody changes by a call, the folder of before shows, and sets back', () => {
  test.each(Object.entries(SCHEMAS))('every field of %s', async (kind, { shape }) => {
    const { path, files: under, samples } = targets[kind]!;
    expect(Object.keys(samples).sort()).toEqual(Object.keys(shape).sort());
    const files = (await ask.export()).filter((each) => each.path.startsWith(under));
    for (const [field, sample] of Object.entries(samples)) {
      const isWhole = typeof sample === 'object' && sample !== null && field in sample;
      await api.ok('PATCH', path, { body: isWhole ? sample : { [field]: sample } });
      const planned = await plan(files);
      const shown = planned.body.changes?.flatMap((change: Json) =>
        change.differences.map((each: Json) => each.field),
      );
      const name = new RegExp(`(?:^|[."\\]])${pathWithNames(field)}(?:$|[.[])`);
      expect({ field, shown }).toEqual({
        field,
        shown: expect.arrayContaining([expect.stringMatching(name)]),
      });
      const applied = await apply(files);
      expect({ field, status: applied.status, errors: applied.body.errors }).toEqual({ field, status: 200 });
      expect((await plan(files)).body.changes).toEqual([]);
    }
    expect((await ask.export()).filter((each) => each.path.startsWith(under))).toEqual(files);
  });
});
