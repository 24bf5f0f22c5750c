import type { Actor } from '../../contracts/actor.ts';
import type { ProgramExplanation } from '../../contracts/programs/program-explanation.ts';
import type { CustomerExplanation } from '../../contracts/insights/customer-explanation.ts';
import type { Explanation } from '../../contracts/enrollments/explanation.ts';
import { found } from '../../contracts/problems.ts';
import { deferralOf } from '../../domain/sending/contact-policy.ts';
import { explainProgram } from '../../domain/programs/explain-program.ts';
import { localText, reason } from '../../domain/programs/explain-touchpoint.ts';
import { customerObstacles } from '../../domain/programs/program-situation.ts';
import { addressKey } from '../../domain/customers/email-address.ts';
import { notAskedOf, type SendFacts } from '../../domain/sending/send-facts.ts';
import type { CommandDeps } from '../deps.ts';
import { explainEnrollment } from '../enrollments/explain-enrollment.ts';
import { explainRows, judgeProgram } from '../programs/touchpoints/explain-touchpoints.ts';
import { organisationToday } from '../access/organisation-today.ts';

/** Live enrollments are few: one a sequence. */
const MOST_ENROLLMENTS = 200;

/**
 * Every next send of a customer, from sequences, programs, automations and people's answers, and every reason that holds it back (O7): worked out as the
 * runs and the claims do it. Reads only.
 *
 * @throws ProblemError `not_found` when absent or hidden
 */
export async function explainCustomer(
  deps: CommandDeps,
  actor: Actor,
  { customerId }: { customerId: string },
): Promise<CustomerExplanation> {
  const { db, store } = deps;
  const now = await deps.now();
  const today = await organisationToday(deps, db, { actor, now });
  const customer = found(await store.customers.find(db, actor, { customerId, today }), 'customer');
  const may = (permission: 'sequences.read' | 'programs.read') => actor.permissions.includes(permission);
  const [read, keptBack, holds] = await Promise.all([
    store.sendFacts.readSendFacts(db, { customerId, mailboxId: null, stepExecutionId: null, now }),
    store.holdViews.listKeptBack(db, actor, { customerId, now }),
    store.programExplanations.readHolds(db, actor, { customerId, now }),
  ]);
  const facts = found(read, 'customer');
  const enrollments = may('sequences.read') ? await explainEnrollments(deps, actor, { customerId, now }) : [];
  const programs = may('programs.read') ? await explainPrograms(deps, actor, { customerId, now }) : [];
  const automations = await deps.hooks.explainMessages(deps, actor, { customerId, now });
  const answers = await deps.hooks.explainAnswers(deps, actor, { customerId, now });
  const sends = [...enrollments, ...programs, ...automations, ...answers].filter(
    (each) => each.nextSendAt !== null,
  );
  const [next] = sends.sort((a, b) => a.nextSendAt!.localeCompare(b.nextSendAt!));
  const { zone } = facts.organisation;
  const deferral = deferralOf(
    facts.lately,
    { sourceId: null, since: null, runId: null, to: [], at: now },
    zone,
  );
  const last = facts.lately.recent.reduce((latest, { at }) => Math.max(latest, at), 0);
  return {
    customerId,
    answer: next?.answer ?? 'Nothing leaves by itself as things stand.',
    nextSendAt: next?.nextSendAt ?? null,
    reasons: [
      ...(customer.status === 'active'
        ? []
        : [reason('customer_not_active', `The customer is ${customer.status}.`)]),
      ...owedReasons(facts),
      ...customerObstacles(holds).map(({ code, text, until }) => reason(code, text, until)),
      ...contactReasons(facts),
      ...(deferral
        ? [
            reason(
              'contact_policy',
              `The customer has heard from us lately: next on ${localText(deferral.until, zone)}.`,
              deferral.until,
            ),
          ]
        : []),
    ],
    keptBack: keptBack.map((row) => ({ ...row, until: row.until === null ? null : isoOf(row.until) })),
    contactPolicy: {
      lastMessageAt: last === 0 ? null : isoOf(last),
      allowedFrom: deferral && isoOf(deferral.until),
    },
    enrollments,
    programs,
    automations,
    answers,
  };
}

const isoOf = (instant: number): string => new Date(instant).toISOString();

/** Nobody is asked for what credit covers, or for less than is worth a letter (C18, C19). */
function owedReasons(facts: SendFacts): CustomerExplanation['reasons'] {
  const notAsked = notAskedOf(facts);
  return notAsked === null || notAsked.code === 'nothing_owed' ? [] : [reason(notAsked.code, notAsked.text)];
}

/** Nobody to write to, and addresses that must not be written to (D3). */
function contactReasons({ contacts, suppressed }: SendFacts): CustomerExplanation['reasons'] {
  const addresses = contacts.flatMap(({ email }) => email ?? []);
  if (addresses.length === 0)
    return [reason('no_recipient', 'No active contact of the customer has an address.')];
  const blocked = addresses.filter((address) => suppressed.includes(addressKey(address)));
  if (blocked.length === addresses.length)
    return [reason('all_suppressed', 'All addresses of the customer are suppressed.')];
  return blocked.map((address) =>
    reason('suppressed', `${address} must not be written to: the next contact gets what is meant for it.`),
  );
}

async function explainEnrollments(
  deps: CommandDeps,
  actor: Actor,
  { customerId, now }: { customerId: string; now: number },
): Promise<Explanation[]> {
  const explained: Explanation[] = [];
  for (const status of ['starting', 'active', 'paused'] as const) {
    const query = { customerId, status, limit: MOST_ENROLLMENTS, now };
    const { items } = await deps.store.enrollmentViews.list(deps.db, actor, query);
    for (const { id: enrollmentId } of items) {
      explained.push(await explainEnrollment(deps, actor, { enrollmentId }));
    }
  }
  return explained;
}

async function explainPrograms(
  deps: CommandDeps,
  actor: Actor,
  { customerId, now }: { customerId: string; now: number },
): Promise<ProgramExplanation[]> {
  const { db, store } = deps;
  const [programs, rows, holds] = await Promise.all([
    store.programExplanations.readPrograms(db, actor, { customerId, programId: null }),
    store.programExplanations.readOpen(db, actor, { customerId }),
    store.programExplanations.readHolds(db, actor, { customerId, now }),
  ]);
  const explained: ProgramExplanation[] = [];
  for (const program of programs) {
    const judged = await judgeProgram(deps, actor, { program, customerId, now });
    const own = rows.filter((row) => row.programId === program.programId);
    const input = { program, rows: own, judged, holds, now };
    explained.push(
      explainProgram({ program, holds, rows: own, explained: await explainRows(deps, input), judged }),
    );
  }
  return explained;
}
