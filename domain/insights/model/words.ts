import type { ActionKind, AiStep, AiTopic } from '../../../contracts/insights/kinds.ts';
import type { Severity } from '../../../contracts/customers/kinds.ts';

/** What the product says where a model named a topic: no word of a model is ever shown. */
export const TOPIC_WORDS: Readonly<Record<AiTopic, { signal: string; says: string }>> = {
  payment_announced: { signal: 'The customer announces a payment.', says: 'a payment is announced' },
  payment_claimed: { signal: 'The customer says that it has paid.', says: 'a payment is said to be made' },
  cash_flow_trouble: { signal: 'The customer seems to be short of money.', says: 'money is short' },
  objection: { signal: 'The customer objects to what it is asked to pay.', says: 'an objection' },
  obstacle: { signal: 'Something keeps the customer from paying.', says: 'something is in the way' },
  wrong_contact: { signal: 'Somebody else is to be written to.', says: 'somebody else is responsible' },
  insolvency_risk: { signal: 'Something points to insolvency.', says: 'a hint of insolvency' },
  relationship_at_risk: { signal: 'The customer is displeased.', says: 'displeasure' },
  cooperative: { signal: 'The customer answers and cooperates.', says: 'cooperation' },
};

/** What a step of a model asks a person for. None is a message: what is written to customers, rules decide. */
export const STEP_WORDS: Readonly<Record<AiStep, { kind: ActionKind; severity: Severity; reason: string }>> =
  {
    call_about_payment: {
      kind: 'call',
      severity: 'medium',
      reason: 'Ask by telephone when the payment comes',
    },
    agree_instalments: { kind: 'call', severity: 'medium', reason: 'Talk about paying in parts' },
    clarify_objection: { kind: 'task', severity: 'medium', reason: 'Clarify what the customer objects to' },
    remove_obstacle: {
      kind: 'task',
      severity: 'medium',
      reason: 'See to what keeps the customer from paying',
    },
    correct_contact: { kind: 'task', severity: 'none', reason: 'Find out who is to be written to' },
    check_payment: { kind: 'task', severity: 'none', reason: 'See whether the payment has come' },
  };
