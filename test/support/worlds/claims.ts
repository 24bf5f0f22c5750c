import type { ActivityDeps } from '../../../activities/deps.ts';
import {
  AutomationSource,
  type AutomationMessageInput,
  type MessageDirective,
} from '../../../activities/automations/automation-source.ts';
import type { StepRow } from '../../../activities/enrollments/settle-as-claimed.ts';
import { StepSource, type ExecuteStepInput } from '../../../activities/enrollments/step-source.ts';
import { ActionSource } from '../../../activities/insights/action-source.ts';
import { TouchpointSource, type TouchpointInput } from '../../../activities/programs/touchpoint-source.ts';
import { claim, type Claim } from '../../../activities/sending/claim.ts';
import type { SendSource, SendTx } from '../../../activities/sending/send-source.ts';
import { settle } from '../../../activities/sending/settle.ts';
import type { Claimed } from '../../../activities/sending/transport.ts';
import type { Directive } from '../../../contracts/enrollments/directive.ts';
import type { ActionDirective } from '../../../contracts/insights/action-directive.ts';
import type { TouchpointDirective } from '../../../contracts/programs/directives.ts';
import type { HandOverResult } from '../../../infra/mail/hand-over-result.ts';
import type { OutgoingMail } from '../../../infra/mail/mailer.ts';

/** A claim as tests look at it; `row`: that of its source, as it was claimed. */
export type ClaimedMail = Claimed & { kind: 'claimed'; mail: OutgoingMail; row?: unknown };
/** A claim, or what happens instead. */
export type SeenClaim<D> = ClaimedMail | { kind: 'not_now'; directive: D };

async function claimFrom<Tx extends SendTx, Row, Next, Text>(
  deps: ActivityDeps,
  source: SendSource<Tx, Row, Next, Text>,
): Promise<SeenClaim<Next>> {
  const made = await claim(deps, source);
  if (made.kind === 'not_now') return { kind: 'not_now', directive: made.next };
  if (made.claimed.channel !== 'email') throw new Error('an sms, not a mail');
  return { ...made.claimed, kind: 'claimed', mail: made.claimed.out, row: made.row };
}

async function nextOf<Next>(settled: Promise<{ next: Next }>): Promise<Next> {
  return (await settled).next;
}

/** The first transaction of the send of a step. */
export function claimStep(deps: ActivityDeps, input: ExecuteStepInput): Promise<SeenClaim<Directive>> {
  return claimFrom(deps, new StepSource(deps, input));
}

/** The last one; without the row of the claim everything is read anew. */
export function settleStep(
  deps: ActivityDeps,
  input: ExecuteStepInput & { claim: Claimed & { row?: unknown }; result: HandOverResult },
): Promise<Directive> {
  const { claim, result } = input;
  const row = (claim.row ?? null) as StepRow | null;
  return nextOf(settle(deps, new StepSource(deps, input), claim, result, row));
}

/** The first transaction of the send of an action. */
export function claimAction(
  deps: ActivityDeps,
  { actionId }: { actionId: string },
): Promise<SeenClaim<ActionDirective>> {
  return claimFrom(deps, new ActionSource(deps, actionId));
}

/** The last one. */
export function settleAction(
  deps: ActivityDeps,
  { actionId, claim: claimed, result }: { actionId: string; claim: Claimed; result: HandOverResult },
): Promise<ActionDirective> {
  return nextOf(settle(deps, new ActionSource(deps, actionId), claimed, result));
}

/** The first transaction of the send of a scheduled touchpoint. */
export function claimTouchpoint(
  deps: ActivityDeps,
  input: TouchpointInput,
): Promise<SeenClaim<TouchpointDirective>> {
  return claimFrom(deps, new TouchpointSource(deps, input));
}

/** The last one. */
export function settleTouchpoint(
  deps: ActivityDeps,
  input: TouchpointInput & { claim: Claimed; result: HandOverResult },
): Promise<TouchpointDirective> {
  return nextOf(settle(deps, new TouchpointSource(deps, input), input.claim, input.result));
}

/** The first transaction of the send of a message of an automation. */
export function claimAutomation(
  deps: ActivityDeps,
  input: AutomationMessageInput,
): Promise<Claim<unknown, MessageDirective>> {
  return claim(deps, new AutomationSource(deps, input));
}

/** The last one. */
export function settleAutomation(
  deps: ActivityDeps,
  { claim: claimed, result, ...input }: AutomationMessageInput & { claim: Claimed; result: HandOverResult },
): Promise<MessageDirective> {
  return nextOf(settle(deps, new AutomationSource(deps, input), claimed, result));
}
