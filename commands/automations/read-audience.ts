import { SYSTEM, type Viewer } from '../../contracts/actor.ts';
import type {
  AudienceCatalogue,
  AudienceExplanation,
  AudienceMember,
  AudiencePage,
  AudiencePreview,
  ExplainAudience,
  PreviewAudience,
} from '../../contracts/automations/audience-preview.ts';
import type { AudienceGroup } from '../../contracts/automations/audiences.ts';
import type { Page } from '../../contracts/paging.ts';
import { found, refuseInvalid } from '../../contracts/problems.ts';
import { describeCatalogue } from '../../domain/automations/describe-catalogue.ts';
import type { AskedAt } from '../../domain/automations/periods.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import type { CommandDeps } from '../deps.ts';
import { problemsOfAudience } from './find-gone.ts';

/** Where the tree stands in a request. */
const PATH = 'audience';

/** Everything that rules may name, the properties that were defined included (A3). */
export async function readCatalogue({ store, db }: CommandDeps): Promise<AudienceCatalogue> {
  return describeCatalogue(await store.properties.findAll(db));
}

/**
 * Who belongs to a tree today, of the customers that the viewer may see, with what each rule does to the count (A3).
 *
 * @throws ProblemError `validation` with the path of everything that cannot be asked
 */
export async function previewAudience(
  deps: CommandDeps,
  viewer: Viewer,
  { audience }: PreviewAudience,
): Promise<AudiencePreview> {
  const asked = await askAudience(deps, audience);
  const { count, sample, rules } = await deps.store.audiences.preview(deps.db, viewer, {
    tree: audience,
    path: PATH,
    asked,
  });
  return { asOf: asked.today, count, sample, rules };
}

/**
 * A page of everybody who belongs to a tree.
 *
 * @throws ProblemError `validation`
 */
export async function listAudienceMembers(
  deps: CommandDeps,
  viewer: Viewer,
  { audience, limit, cursor }: AudiencePage,
): Promise<Page<AudienceMember>> {
  const asked = await askAudience(deps, audience);
  return deps.store.audiences.list(deps.db, viewer, { tree: audience, asked, limit, cursor });
}

/**
 * Which rules hold for one customer.
 *
 * @throws ProblemError `validation`, or `not_found` when absent or hidden
 */
export async function explainAudience(
  deps: CommandDeps,
  viewer: Viewer,
  { audience, customerId }: ExplainAudience,
): Promise<AudienceExplanation> {
  const asked = { ...(await askAudience(deps, audience)), customerIds: [customerId] };
  const explained = await deps.store.audiences.explain(deps.db, viewer, {
    tree: audience,
    path: PATH,
    asked,
    customerId,
  });
  return { asOf: asked.today, ...found(explained, 'customer') };
}

/**
 * Checks a tree of a request, and says when it is asked: on the organisation's day.
 *
 * @throws ProblemError `validation` with the path of everything that cannot be asked
 */
export async function askAudience(
  deps: CommandDeps,
  audience: AudienceGroup,
): Promise<AskedAt & { now: number }> {
  refuseInvalid(await problemsOfAudience(deps, deps.db, { audience, path: PATH, isStarting: false }));
  const now = await deps.now();
  const { zone } = await deps.store.organisation.get(deps.db, SYSTEM);
  const today = localDateOf(now, zone);
  return { today, zone, now };
}
