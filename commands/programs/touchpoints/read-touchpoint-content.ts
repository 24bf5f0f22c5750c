import type { ContactType } from '../../../contracts/customers/kinds.ts';
import type { ContentMode } from '../../../contracts/sequences/kinds.ts';
import type { TouchpointDelivery } from '../../../contracts/programs/kinds.ts';
import type { TouchpointLevel } from '../../../contracts/sending/kinds.ts';
import { findBuiltInTemplate } from '../../../domain/programs/built-in-templates.ts';
import type { StoredTouchpoint, TemplateText } from '../../../domain/programs/definition.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';

/** What a touchpoint says and to whom, a named text resolved. Of mode `prompt`: no subject and no bodies. */
export interface TouchpointContent {
  touchpointId: string;
  programId: string;
  label: string;
  level: TouchpointLevel;
  delivery: TouchpointDelivery;
  contentMode: ContentMode;
  subject: string | null;
  bodyHtml: string | null;
  /** Null: made from the HTML. */
  bodyText: string | null;
  /** BCP 47, what it is written in; null: nobody has said. */
  language: string | null;
  /** The same in other languages (M6), by BCP 47 tag. */
  variants: TemplateText['variants'];
  prompt: string | null;
  contactTypes: ContactType[];
  cc: string[];
  bcc: string[];
  ccOwner: boolean;
}

/** The content of touchpoints as it is now, archived ones too, by their ids; unknown ids are left out. */
export async function readTouchpointContent(
  { store }: Pick<CommandDeps, 'store'>,
  tx: Tx,
  touchpointIds: readonly string[],
): Promise<Map<string, TouchpointContent>> {
  const touchpoints = await store.touchpoints.readAll(tx, touchpointIds);
  const named = touchpoints.flatMap(({ templateId }) => (templateId === null ? [] : [templateId]));
  const own = named.filter((templateId) => !findBuiltInTemplate(templateId));
  const templates = new Map<string, TemplateText>(
    own.length === 0 ? [] : (await store.templates.readAll(tx, own)).map((row) => [row.id, row]),
  );
  return new Map(
    touchpoints.map((touchpoint) => [
      touchpoint.id,
      contentOf(touchpoint, templateOf(touchpoint, templates)),
    ]),
  );
}

/** What a touchpoint says that may not be saved; `named`: its named text, where this is not saved either. */
export async function resolvedContent(
  { store }: Pick<CommandDeps, 'store'>,
  tx: Tx,
  touchpoint: StoredTouchpoint,
  named: TemplateText | null = null,
): Promise<TouchpointContent> {
  const { templateId } = touchpoint;
  const isOwn = templateId !== null && !findBuiltInTemplate(templateId);
  const own = isOwn ? (await store.templates.readAll(tx, [templateId]))[0] : undefined;
  return contentOf(touchpoint, named ?? own ?? templateOf(touchpoint, new Map()));
}

function templateOf(
  { templateId }: StoredTouchpoint,
  templates: ReadonlyMap<string, TemplateText>,
): TemplateText | null {
  if (templateId === null) return null;
  return findBuiltInTemplate(templateId) ?? templates.get(templateId) ?? null;
}

function contentOf(touchpoint: StoredTouchpoint, template: TemplateText | null): TouchpointContent {
  const { subject, bodyHtml, bodyText } = template ?? touchpoint;
  return {
    touchpointId: touchpoint.id,
    programId: touchpoint.programId,
    label: touchpoint.label,
    level: touchpoint.level,
    delivery: touchpoint.delivery,
    contentMode: touchpoint.contentMode,
    subject,
    bodyHtml,
    bodyText,
    language: template?.language ?? null,
    variants: template?.variants ?? {},
    prompt: touchpoint.prompt,
    contactTypes: touchpoint.contactTypes,
    cc: touchpoint.cc,
    bcc: touchpoint.bcc,
    ccOwner: touchpoint.ccOwner,
  };
}
