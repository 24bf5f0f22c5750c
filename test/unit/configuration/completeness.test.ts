import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { organisationSchema } from '../../../contracts/access/organisation.ts';
import { automationSchema } from '../../../contracts/automations/automations.ts';
import { documentSchemas, type ThingKind } from '../../../contracts/configuration/documents.ts';
import { labelGroupSchema, labelSchema } from '../../../contracts/customers/labels.ts';
import { listSchema } from '../../../contracts/customers/lists.ts';
import { propertySchema } from '../../../contracts/customers/properties.ts';
import { importProfileSchema } from '../../../contracts/imports/import-profiles.ts';
import { touchpointSchema } from '../../../contracts/programs/program-touchpoints.ts';
import { programSchema } from '../../../contracts/programs/programs.ts';
import { templateSchema } from '../../../contracts/programs/templates.ts';
import { sequenceSchema } from '../../../contracts/sequences/sequences.ts';
import { stepSchema } from '../../../contracts/sequences/steps.ts';
import { ACTION_REFERENCES } from '../../../domain/configuration/automation-references.ts';
import { REFERENCES } from '../../../domain/configuration/references.ts';
import { readSource } from '../../support/rules/source-tree.ts';

const stepDocument = documentSchemas.sequence.shape.steps.unwrap().element;
const touchpointDocument = documentSchemas.program.shape.touchpoints.unwrap().element;
const fieldsOf = (schema: { shape: object }): string[] => Object.keys(schema.shape);

/** Who made a thing, when and how often: history, which no folder declares. */
const HISTORY = ['id', 'version', 'createdById', 'createdAt', 'updatedAt', 'archivedAt'];

/**
 * What the API shows of each definition beside what a document holds, and why no document does. Whoever adds a field to a
 * definition either lets the API take it, and it is exported by itself, or says here why it is no configuration.
 */
const SHOWN: [string, { shape: object }, { shape: object }, string[]][] = [
  ['organisation', organisationSchema, documentSchemas.organisation, []],
  ['label group', labelGroupSchema, documentSchemas.labelGroup, ['labels']],
  ['label', labelSchema, documentSchemas.label, ['groupId']],
  // Who is on a list is no configuration.
  ['list', listSchema, documentSchemas.list, ['memberCount']],
  ['property', propertySchema, documentSchemas.property, []],
  ['import profile', importProfileSchema, documentSchemas.importProfile, []],
  // Of built-in ones, or worked out.
  ['template', templateSchema, documentSchemas.template, ['languages', 'tone', 'isBuiltIn']],
  [
    'sequence',
    sequenceSchema,
    documentSchemas.sequence,
    // What it does at present, and what follows from its fields.
    [
      'pausedBecause',
      'closing',
      'planVersion',
      'isDrained',
      'activatedAt',
      'endedAt',
      'activationProblems',
      'warnings',
    ],
  ],
  // Where a step stands is its place in the list; its branch has a name there.
  ['step', stepSchema, stepDocument, ['sequenceId', 'branchId', 'position']],
  [
    'program',
    programSchema,
    documentSchemas.program,
    ['scheduleVersion', 'planVersion', 'plannedVersion', 'isPlanned', 'mailbox', 'silentBecause', 'nextRuns'],
  ],
  ['touchpoint', touchpointSchema, touchpointDocument, ['programId']],
  // Who applies a folder that sets it running owns it; with whose sight it runs, they say there.
  ['automation', automationSchema, documentSchemas.automation, ['pause', 'sight', 'ownerId', 'nextPassAt']],
];

describe('O11: what the API shows of a definition, a document holds', () => {
  test.each(SHOWN)('%s', (_name, shown, document, others) => {
    const known = [...fieldsOf(document), ...HISTORY, ...others];
    expect(fieldsOf(shown).filter((field) => !known.includes(field))).toEqual([]);
  });
});

/** Columns under the names of documents; and what no document holds. */
const COLUMNS: [string, { shape: object }, Record<string, string>, string[]][] = [
  ['Organisation', documentSchemas.organisation, {}, ['settings', 'nightlyZone']],
  ['LabelGroup', documentSchemas.labelGroup, { archivedAt: 'isArchived' }, ['labels']],
  [
    'Label',
    documentSchemas.label,
    { archivedAt: 'isArchived' },
    ['groupId', 'group', 'customers', 'invoices'],
  ],
  ['List', documentSchemas.list, { archivedAt: 'isArchived' }, ['members', 'sequences']],
  ['Property', documentSchemas.property, { archivedAt: 'isArchived' }, []],
  ['ImportProfile', documentSchemas.importProfile, {}, []],
  ['MessageTemplate', documentSchemas.template, {}, []],
  [
    'Sequence',
    documentSchemas.sequence,
    { windowStart: 'window', windowStop: 'window', members: 'memberIds' },
    [
      'planVersion',
      'drainedVersion',
      'timingEditedAt',
      'closing',
      'activatedAt',
      'endedAt',
      // Follows from its branches and steps.
      'hasConditions',
      'versions',
      'list',
    ],
  ],
  // Its name, at its place in `branches`; the steps name it.
  ['Branch', documentSchemas.sequence, {}, ['sequenceId', 'sequence', 'position', 'isArchived']],
  [
    'Step',
    stepDocument,
    {
      offsetDays: 'timing',
      sendTime: 'timing',
      delayAmount: 'timing',
      delayUnit: 'timing',
      assigneeRule: 'assignee',
      assigneeUserId: 'assignee',
    },
    [
      'sequenceId',
      'sequence',
      'branchId',
      'branch',
      'position',
      'isArchived',
      'timingEditedAt',
      'deliveryEditedAt',
      'decidesSince',
      'branchingEditedAt',
      'moves',
    ],
  ],
  [
    'Program',
    documentSchemas.program,
    Object.fromEntries(
      ['Country', 'Region', 'Kind', 'Days', 'Rule'].map((part) => [`holiday${part}`, 'holidays']),
    ),
    [
      'scheduleVersion',
      'scheduledFrom',
      'shownScheduleVersion',
      'planVersion',
      'plannedVersion',
      'currentRunId',
    ],
  ],
  ['Touchpoint', touchpointDocument, {}, ['programId', 'program']],
  [
    'Automation',
    documentSchemas.automation,
    { everyAmount: 'every', everyUnit: 'every' },
    [
      'pauseReason',
      'pauseDetail',
      'ownerId',
      'sight',
      'audienceVersion',
      'comparedVersion',
      'comparedOn',
      // How far its membership and its calendar have come on.
      'comparedAs',
      'audienceDay',
      'audienceAt',
      'movedDay',
      'movedAt',
      'settlesXid',
      'audienceFailedAt',
      'differing',
      'audienceFailedAt',
      'scheduleVersion',
      'shownVersion',
      'shownUntil',
      'calendarZone',
      'runNo',
      'runningSince',
      'confirmedCount',
      'confirmedVersion',
      'confirmedById',
      'confirmedAt',
      'passes',
    ],
  ],
];

describe('O11: what the database keeps of a definition, a document holds', () => {
  const source = readSource('prisma/schema.prisma');
  const columnsOf = (model: string): string[] => {
    const body = new RegExp(`^model ${model} \\{\n([\\s\\S]*?)^\\}`, 'm').exec(source)?.[1] ?? '';
    return [...body.matchAll(/^ {2}(\w+) /gm)].map(([, column]) => column!);
  };

  test.each(COLUMNS)('%s', (model, document, names, others) => {
    const columns = columnsOf(model);
    expect(columns.length).toBeGreaterThan(3);
    const known = [...fieldsOf(document), ...HISTORY, ...others, 'nameKey'];
    expect(columns.filter((column) => !known.includes(names[column] ?? column))).toEqual([]);
  });
});

describe('O11: no document takes an id', () => {
  const ID = '_[0-7][0-9a-hjkmnp-tv-z]{25}';

  /** Paths of the fields that take an id. */
  function idFields(schema: unknown, path: string[] = []): string[] {
    if (typeof schema !== 'object' || schema === null) return [];
    if (Array.isArray(schema)) return schema.flatMap((each) => idFields(each, path));
    const { pattern, properties, ...rest } = schema as Record<string, unknown>;
    const own = typeof pattern === 'string' && pattern.includes(ID) ? [path.join('.')] : [];
    const members = Object.entries((properties ?? {}) as object).flatMap(([key, member]) =>
      idFields(member, [...path, key]),
    );
    return [...own, ...members, ...Object.values(rest).flatMap((each) => idFields(each, path))];
  }

  test.each(Object.keys(documentSchemas) as ThingKind[])('%s: each stands where a name does', (kind) => {
    const json = z.toJSONSchema(documentSchemas[kind], {
      io: 'input',
      unrepresentable: 'any',
      reused: 'inline',
    });
    const fields = [...new Set(idFields(json))];
    const place = /^(?:(?:steps|touchpoints|actions)\.)?(?:(?:assignee|to|words)\.)?(\w+)$/;
    const known = kind === 'automation' ? ACTION_REFERENCES : REFERENCES;
    expect(fields.filter((field) => !Object.hasOwn(known, place.exec(field)?.[1] ?? ''))).toEqual([]);
    if (kind === 'sequence') expect(fields).toEqual(expect.arrayContaining(['steps.mailboxId', 'userId']));
  });
});
