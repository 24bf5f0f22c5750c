import { z } from 'zod';
import { instantSchema, lineSchema, ofWhole } from '../fields.ts';
import { idSchema } from '../ids.ts';

/** What an emergency switch can stop. */
export const SWITCH_SCOPES = ['all', 'program', 'sequence', 'automation', 'mailbox'] as const;
export type SwitchScope = (typeof SWITCH_SCOPES)[number];

/** An emergency switch that is on: nothing of its scope leaves by itself (D9). */
export const switchSchema = z
  .strictObject({
    scope: z.enum(SWITCH_SCOPES),
    id: z.string().nullable().meta({ description: 'What is stopped; null: everything.' }),
    name: z.string().nullable(),
    isOn: z.boolean().meta({ description: 'On: sending is stopped.' }),
    reason: z.string().nullable(),
    since: instantSchema.nullable(),
    byId: z.string().nullable().meta({ description: 'Who switched it on.' }),
  })
  .meta({ id: 'Switch', description: 'An emergency switch: while it is on, nothing of its scope leaves.' });
export type Switch = z.infer<typeof switchSchema>;

const state = {
  isOn: z.boolean().meta({ description: 'True stops sending, false lets it go on.' }),
  reason: lineSchema(500)
    .nullable()
    .optional()
    .meta({ description: 'Why, for people to read; required when it is switched on.' }),
};

/** Switches sending off, or on again, for everything or one program, sequence, automation or mailbox. */
export const setSwitchSchema = z
  .discriminatedUnion('scope', [
    z.strictObject({ scope: z.literal('all'), ...state }),
    z.strictObject({ scope: z.literal('program'), id: idSchema('program'), ...state }),
    z.strictObject({ scope: z.literal('sequence'), id: idSchema('sequence'), ...state }),
    z.strictObject({ scope: z.literal('automation'), id: idSchema('automation'), ...state }),
    z.strictObject({
      scope: z.literal('mailbox'),
      id: z
        .union([idSchema('mailbox'), idSchema('smsSender')])
        .meta({ description: 'A mailbox, or an sms sender.' }),
      ...state,
    }),
  ])
  .refine(
    ({ isOn, reason }) => !isOn || reason != null,
    ofWhole(['isOn', 'reason'], {
      error: 'is required: why does it stop?',
      path: ['reason'],
    }),
  )
  .meta({ id: 'SetSwitch', example: { scope: 'all', isOn: true, reason: 'Wrong amounts in the import' } });
export type SetSwitch = z.infer<typeof setSwitchSchema>;
