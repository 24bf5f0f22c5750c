import type { Viewer } from '../../../contracts/actor.ts';
import type {
  AutomationMoveView,
  AutomationPassView,
  AutomationRecordView,
  ListMovesQuery,
  ListPassesQuery,
  ListRecordsQuery,
} from '../../../contracts/automations/passes.ts';
import type { Page } from '../../../contracts/paging.ts';
import { found } from '../../../contracts/problems.ts';
import type { CommandDeps } from '../../deps.ts';

interface OfAutomation {
  automationId: string;
}
type OfPass = OfAutomation & { passId: string };

/** @throws ProblemError `not_found` */
async function findAutomation({ db, store }: CommandDeps, { automationId }: OfAutomation): Promise<void> {
  found(await store.automations.read(db, automationId), 'automation');
}

/** The passes of an automation. @throws ProblemError `not_found` */
export async function listPasses(
  deps: CommandDeps,
  viewer: Viewer,
  query: ListPassesQuery & OfAutomation,
): Promise<Page<AutomationPassView>> {
  await findAutomation(deps, query);
  return deps.store.automationPassViews.list(deps.db, viewer, query);
}

/** One of them. @throws ProblemError `not_found` */
export async function readPass(
  { db, store }: CommandDeps,
  viewer: Viewer,
  of: OfPass,
): Promise<AutomationPassView> {
  return found(await store.automationPassViews.read(db, viewer, of), 'pass');
}

/** Its customers with what was done to them. @throws ProblemError `not_found` */
export async function listRecords(
  deps: CommandDeps,
  viewer: Viewer,
  { automationId, ...query }: ListRecordsQuery & OfPass,
): Promise<Page<AutomationRecordView>> {
  await readPass(deps, viewer, { automationId, passId: query.passId });
  return deps.store.automationPassViews.listRecords(deps.db, viewer, query);
}

/** Who came in and went out. @throws ProblemError `not_found` */
export async function listMoves(
  deps: CommandDeps,
  viewer: Viewer,
  query: ListMovesQuery & OfAutomation,
): Promise<Page<AutomationMoveView>> {
  await findAutomation(deps, query);
  return deps.store.automationPassViews.listMoves(deps.db, viewer, query);
}
