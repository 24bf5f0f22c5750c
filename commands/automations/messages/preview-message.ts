import type { Actor } from '../../../contracts/actor.ts';
import type { AutomationPreview, PreviewAutomationMessage } from '../../../contracts/automations/messages.ts';
import { found, ProblemError } from '../../../contracts/problems.ts';
import type { AutomationAction } from '../../../contracts/automations/actions.ts';
import type { CommandDeps } from '../../deps.ts';
import { organisationToday } from '../../access/organisation-today.ts';
import { DRAFT_UNSUBSCRIBE_URL } from '../../sending/draft-link.ts';
import { saidBy, type SayingAction } from '../effects/queue-message.ts';
import { readMessageFacts } from './read-facts.ts';
import { writeMessage, type WrittenMessage } from './write-message.ts';

const SAYING: ReadonlySet<string> = new Set<SayingAction['kind']>(['email', 'sms', 'email_user']);
const isSaying = (action: Omit<AutomationAction, 'key'>): action is SayingAction => SAYING.has(action.kind);

/**
 * What an action of an automation would say to one customer now, as the send would: also words that are not saved. Reads only.
 *
 * @throws ProblemError `not_found` for an automation or a customer that is absent or hidden
 * @throws ProblemError `validation` for an action that is not the automation's, or that says nothing
 */
export async function previewMessage(
  deps: CommandDeps,
  actor: Actor,
  {
    automationId,
    customerId,
    actionKey,
    action: unsaved,
  }: PreviewAutomationMessage & { automationId: string },
): Promise<AutomationPreview> {
  const { db, store } = deps;
  const now = await deps.now();
  const automation = found(await store.automations.read(db, automationId), 'automation');
  const today = await organisationToday(deps, db, { actor, now });
  found(await store.customers.find(db, actor, { customerId, today }), 'customer');
  const field = unsaved ? 'action' : 'actionKey';
  const action = unsaved ?? automation.actions.find(({ key }) => key === actionKey);
  const problem = action === undefined ? 'is no action of this automation' : 'says nothing: it is no message';
  if (!action || !isSaying(action))
    throw new ProblemError('validation', 'There is no message to show.', [{ field, message: problem }]);
  const said = await saidBy(deps, db, { action, customerId });
  if ('reason' in said) return none(said.detail ?? said.reason);
  const organisation = await store.organisation.get(db, actor);
  const { name, status, ownerId, sight } = automation;
  const message = { ...said, id: null, customerId, automation: { name, status, ownerId, sight } };
  const facts = await readMessageFacts(deps, db, { message, customerId, organisation, now });
  if (!facts) throw new Error('a customer that is gone');
  const written = await writeMessage(deps, db, {
    message,
    facts,
    unsubscribeUrl: DRAFT_UNSUBSCRIBE_URL,
    now,
  });
  return shown(written, said.channel);
}

const none = (problem: string): AutomationPreview => ({ preview: null, problem });

function shown(written: WrittenMessage, channel: 'email' | 'sms'): AutomationPreview {
  if (written.kind === 'hidden') return none('Whoever gets it may not see this customer.');
  if (written.kind === 'skip')
    return none(`It would not be sent: ${written.reason.replaceAll('_', ' ')}. ${written.detail}`);
  if (written.kind === 'error') return none(written.detail);
  const { message } = written;
  const { contactId, html, text, language } = message;
  const segments = 'segments' in message ? message.segments : null;
  const to = message.recipients.find(({ kind }) => kind === 'to')?.address ?? null;
  const subject = channel === 'sms' ? null : message.subject;
  return { preview: { channel, to, contactId, subject, language, html, text, segments }, problem: null };
}
