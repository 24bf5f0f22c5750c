import type { ApiFixture, Json } from '../servers/api-fixture.ts';

/** Texts that YAML, files and comparisons may not change. */
export const HARD_TEXTS = [
  'no',
  '09:00',
  '2026-11-30',
  '0x1f',
  '1_000',
  '~',
  ' # leading blanks: and a colon',
  'ends with blanks  \n\n  indented\n\ttab  \n',
  'first\r\nsecond\rthird',
  '\n\nbehind two empty lines\n \n',
  '{{customer.name}} & <b>“Grüße”</b> – 株式会社 🙂 e\u0301',
  'it\'s "quoted" \\ and `{flow: [x]}`',
  '- a list?\n- no: a text',
  '\u2028line separator\u0085next line\ufeff',
  '--- \n...\n',
  '*alias &anchor !tag |literal >folded',
];

/** Asks about folders as the admin, or as the holder of a key. */
export const folders = (api: ApiFixture) => {
  const call = (path: string, body: object, key?: string, headers: Record<string, string> = {}) =>
    api.call('POST', `/v1/configuration/${path}`, { body, headers, ...(key !== undefined && { key }) });
  return {
    export: async (query = ''): Promise<Json[]> => (await api.ok('GET', `/v1/configuration${query}`)).files,
    plan: (files: object[], more: object = {}, key?: string) => call('plans', { files, ...more }, key),
    apply: (files: object[], more: object = {}, key?: string, headers?: Record<string, string>) =>
      call('apply', { files, ...more }, key, headers),
  };
};

/** One file of a folder from a text. */
export const file = (text: string, path = 'all.yaml') => ({ path, text });

/** A customer in each of these currencies: least amounts are only named in such (C19). */
export async function owingIn(api: ApiFixture, currencies: readonly string[]): Promise<void> {
  for (const currency of currencies) await api.customer({ currency });
}

/** Something of every kind, of every status, with nulls, defaults and hard texts, made by single calls. */
export async function setUpEverything(api: ApiFixture): Promise<void> {
  const post = (path: string, body: object = {}): Promise<Json> => api.ok('POST', path, { body });
  await owingIn(api, ['EUR', 'JPY']);
  const patch = (path: string, body: object): Promise<Json> => api.ok('PATCH', path, { body });
  const user = await post('/v1/users', { name: 'Bo Agent', email: 'bo@example.com', role: 'agent' });
  const mailbox = await post('/v1/mailboxes', {
    name: 'Accounts: "receivable" #1',
    fromAddress: 'ar@acme.example',
    fromName: 'Acme',
    zone: 'UTC',
    aliases: ['billing@acme.example'],
    smtp: { host: 'mail.example', port: 25, security: 'none', user: 'u', password: 'very-secret-word' },
  });
  await post(`/v1/mailboxes/${mailbox.id}/verify`);
  await patch('/v1/organisation', {
    name: 'Acme & Söhne: "no"',
    locale: 'de-AT',
    defaultMailboxId: mailbox.id,
    contactPolicy: { perDay: null, daysBetween: 2 },
    retryHours: 12,
    retention: { audit: 400 },
    credit: 'ignore',
    minimumAmounts: { EUR: '5.00', JPY: '100' },
    defaultRegion: 'AT',
    quietHours: null,
  });
  await setUpLists(api);
  const template = await post('/v1/templates', {
    name: 'Our “reminder”',
    level: 'account',
    subject: '{{balance.overdue}} no: yes',
    bodyHtml: HARD_TEXTS[7]!,
    language: 'en',
    variants: {
      de: { subject: 'Fällig', bodyHtml: HARD_TEXTS[8]!, bodyText: HARD_TEXTS[9]! },
      ja: { subject: '請求書', bodyHtml: '本文' },
    },
  });
  const old = await post('/v1/templates', {
    name: 'Old text',
    level: 'invoice',
    subject: 'x',
    bodyHtml: 'y',
  });
  await post(`/v1/templates/${old.id}/archive`);
  await setUpPrograms(api, { mailboxId: mailbox.id, templateId: template.id });
  await setUpSequences(api, { mailboxId: mailbox.id, userId: user.id });
}

async function setUpLists(api: ApiFixture): Promise<void> {
  const post = (path: string, body: object): Promise<Json> => api.ok('POST', path, { body });
  const segment = await post('/v1/label-groups', { name: 'Segment' });
  const gone = await post('/v1/label-groups', { name: 'Gone' });
  for (const name of ['Key account', 'yes', 'Größe'])
    await post(`/v1/label-groups/${segment.id}/labels`, { name });
  const label = await post(`/v1/label-groups/${segment.id}/labels`, { name: 'Former' });
  await post(`/v1/label-groups/${gone.id}/labels`, { name: 'Key account' });
  await api.ok('PATCH', `/v1/labels/${label.id}`, { body: { isArchived: true } });
  await api.ok('PATCH', `/v1/label-groups/${gone.id}`, { body: { isArchived: true } });
  await post('/v1/properties', {
    name: 'tier',
    type: 'choice',
    choices: ['gold', 'yes'],
    label: HARD_TEXTS[9]!,
  });
  const former = await post('/v1/properties', { entity: 'card', name: 'limit', type: 'number' });
  await api.ok('PATCH', `/v1/properties/${former.id}`, { body: { isArchived: true } });
  await post('/v1/lists', { name: 'Autumn', description: HARD_TEXTS[9]! });
  await post('/v1/lists', { name: 'null', description: null });
  await post('/v1/import-profiles', {
    name: 'Open items',
    kind: 'invoices',
    reading: {
      dateFormat: 'DD.MM.YYYY',
      decimalMark: 'comma',
      mapping: [
        { from: 'Kunde', to: 'customer_external_id' },
        { from: 2, to: 'number' },
        { from: 'Datum', to: 'issued_on' },
        { from: 'Fällig', to: 'due_on' },
        { from: 'Betrag', to: 'amount' },
      ],
    },
  });
}

async function setUpPrograms(
  api: ApiFixture,
  { mailboxId, templateId }: { mailboxId: string; templateId: string },
): Promise<void> {
  const post = (path: string, body: object = {}): Promise<Json> => api.ok('POST', path, { body });
  await post('/v1/programs', { name: 'Everything as it comes' });
  const full = await post('/v1/programs', {
    name: 'Överdue / accounts',
    description: HARD_TEXTS[12]!,
    sendDays: [5, 1],
    sendTime: '10:30',
    latestSendTime: '16:00',
    everyWeeks: 2,
    startDate: '2026-01-05',
    holidays: {
      country: 'DE',
      region: 'BY',
      kind: 'bank',
      days: [{ date: '2026-12-24', name: 'no' }],
      rule: 'skip',
    },
    mailboxId,
    fromAddress: 'billing@acme.example',
    matching: 'all',
    autoEnroll: false,
    surgeFactor: 2.5,
    minimumAmounts: { EUR: '12.50' },
  });
  await post(`/v1/programs/${full.id}/touchpoints`, {
    label: '45 days: own',
    offsetDays: 45,
    templateId,
    ccOwner: true,
    contactTypes: ['cfo', 'ap_manager'],
    cc: ['team@acme.example'],
  });
  await post(`/v1/programs/${full.id}/touchpoints`, {
    label: '7 days overdue',
    offsetDays: 7,
    level: 'invoice',
    delivery: 'auto',
    subject: '{{invoice.number}}',
    bodyHtml: HARD_TEXTS[10]!.replace('{{customer.name}}', ''),
    bodyText: HARD_TEXTS[7]!,
  });
  const { items } = await api.ok('GET', `/v1/programs/${full.id}/touchpoints`);
  await post(`/v1/programs/${full.id}/touchpoints/${items[0].id}/archive`);
  const paused = await post('/v1/programs', { name: 'Paused one' });
  await post(`/v1/programs/${paused.id}/pause`);
  const archived = await post('/v1/programs', { name: 'Archived one' });
  await post(`/v1/programs/${archived.id}/archive`);
}

async function setUpSequences(
  api: ApiFixture,
  { mailboxId, userId }: { mailboxId: string; userId: string },
): Promise<void> {
  const post = (path: string, body: object = {}): Promise<Json> => api.ok('POST', path, { body });
  await post('/v1/sequences', { name: 'Bare draft', zone: 'UTC' });
  const settings = { zone: 'Europe/Berlin', mailboxId, primaryUserId: api.adminId };
  await post('/v1/sequence-starters/four-reminders/sequences', { name: 'From a starter' }).catch(() => null);
  const make = async (name: string, more: object = {}): Promise<string> => {
    const { id } = await post('/v1/sequences', { ...settings, name, ...more });
    await post(`/v1/sequences/${id}/steps`, {
      type: 'email',
      label: 'Same label',
      timing: { kind: 'offset', days: 0 },
      subject: 'no',
      body: HARD_TEXTS[7]!,
      bodyText: HARD_TEXTS[8]!,
      language: 'en',
      variants: {
        'de-AT': { subject: 'Fällig: ja', body: HARD_TEXTS[11]!.replace('{flow: [x]}', ''), bodyText: null },
      },
    });
    await post(`/v1/sequences/${id}/steps`, {
      type: 'email',
      label: 'Same label',
      timing: { kind: 'offset', days: 5, sendTime: '10:00' },
      body: 'Again',
      isThreaded: true,
      fromAddress: 'billing@acme.example',
      mailboxId,
      bcc: ['archive@acme.example'],
      contactTypes: ['controller'],
    });
    await post(`/v1/sequences/${id}/steps`, {
      type: 'call',
      label: 'Call: now',
      timing: { kind: 'delay', amount: 2, unit: 'days', atTime: '11:00' },
      priority: 'high',
      assignee: { rule: 'user', userId },
      instructions: HARD_TEXTS[13]!,
      script: HARD_TEXTS[9]!,
      outcomeLabels: ['no', 'left voicemail'],
    });
    return id;
  };
  const more = {
    memberIds: [userId],
    description: HARD_TEXTS[7]!,
    sendDays: [5, 1, 3],
    window: { start: '08:00', stop: '24:00' },
    holidays: { country: 'FR' },
    stopRules: { onReply: false, onAllDisputed: true },
    endAt: '2027-01-01T10:00:00+02:00',
  };
  await make('Draft with dates', { ...more, beginAt: '2026-09-01T08:00:00Z' });
  await make('A template', { ...more, isTemplate: true, purpose: 'outreach', defaultDelivery: 'manual' });
  const statuses = { Running: [], Paused: ['pause'], Ended: ['end'], Archived: ['archive'] };
  for (const [name, ways] of Object.entries(statuses)) {
    const id = await make(name, more);
    await post(`/v1/sequences/${id}/activate`, { senders: 'keep' });
    for (const way of ways) await post(`/v1/sequences/${id}/${way}`);
  }
  await branchOut(
    api,
    await make('Branching', { ...more, tracking: { opens: true, leaveAlone: ['payment'] } }),
  );
  const runs = await make('Branching, runs', { ...more, tracking: { clicks: true, opens: true } });
  await branchOut(api, runs);
  await post(`/v1/sequences/${runs}/activate`, { senders: 'keep' });
  const later = await make('Waits for its begin', { ...more, beginAt: '2026-10-01T08:00:00Z' });
  await post(`/v1/sequences/${later}/activate`, { senders: 'keep' });
  const resumed = await make('Resumed before its begin', { ...more, beginAt: '2026-10-01T08:00:00Z' });
  await post(`/v1/sequences/${resumed}/activate`, { senders: 'keep' });
  await post(`/v1/sequences/${resumed}/resume`);
}

/** Branches with steps of one label in both, conditions and fallbacks of every kind, and a target that was removed. */
async function branchOut(api: ApiFixture, sequenceId: string): Promise<void> {
  const path = `/v1/sequences/${sequenceId}`;
  const post = (under: string, body: object): Promise<Json> => api.ok('POST', `${path}/${under}`, { body });
  const branches: Json[] = [];
  for (const name of ['Größe: warm', 'cold', 'empty']) branches.push(await post('branches', { name }));
  const [warm, cold] = branches.map(({ id }) => id as string);
  const call = { type: 'call', timing: { kind: 'delay', amount: 1, unit: 'days' } };
  const inWarm = await post('steps', { ...call, branchId: warm, label: 'Same label' });
  const gone = await post('steps', { ...call, branchId: cold, label: 'Gone' });
  const inCold = await post('steps', {
    ...call,
    branchId: cold,
    label: 'Only here',
    outcomeLabels: ['reached'],
    conditions: [{ outcome: 'reached', target: { kind: 'end' } }],
  });
  const { steps } = await api.ok('GET', path);
  const at = (stepId: string) => ({ kind: 'step', stepId });
  const edit = (stepId: string, body: object): Promise<Json> =>
    api.ok('PATCH', `${path}/steps/${stepId}`, { body });
  await edit(steps[0].id, {
    conditions: [
      { outcome: 'opened', target: at(steps[1].id) },
      { outcome: 'replied', target: at(inWarm.id) },
      { outcome: 'bounced', target: { kind: 'branch', branchId: cold } },
    ],
    fallback: { amount: 3, unit: 'days', target: at(gone.id) },
  });
  await edit(steps[1].id, {
    conditions: [{ outcome: 'replied', target: at(inCold.id) }],
    fallback: { amount: 2, unit: 'hours', target: { kind: 'next' } },
  });
  await api.ok('DELETE', `${path}/steps/${gone.id}`);
}
