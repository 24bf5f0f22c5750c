import { type continueAsNew, setCurrentDetails, type SignalDefinition } from '@temporalio/workflow';
import type { DeliveryDirective } from '../../contracts/sending/delivery-directive.ts';
import { orLookAgain } from '../call-off.ts';
import { momentOf, reasonOf } from '../in-words.ts';
import { lookUntilEnded } from '../wakes.ts';

/** A delivery of many messages by one workflow. */
export interface Delivering {
  /** Says that rows changed. */
  changed: SignalDefinition<[]>;
  /** For Temporal Web: what is delivered, and what waits. */
  details: string;
  waits: string;
  /** The activity that delivers what is due. */
  deliver: () => Promise<DeliveryDirective>;
  again: () => ReturnType<typeof continueAsNew>;
}

/** Delivers until no message is left, and shows in between what the next one waits for and until when. */
export function deliverUntilEnded({ changed, details, waits, deliver, again }: Delivering): Promise<void> {
  return lookUntilEnded(
    changed,
    async () => {
      setCurrentDetails(details);
      const directive = await orLookAgain(deliver);
      if (directive?.kind !== 'wait') return directive;
      setCurrentDetails(describe(directive));
      const { until, reason } = directive;
      return { kind: 'wait', until, summary: `${waits}: ${reasonOf(reason)}` };
    },
    again,
  );
}

/** What it waits for and until when, for Temporal Web. */
function describe({ until, reason, waiting }: Extract<DeliveryDirective, { kind: 'wait' }>): string {
  const messages = waiting === 1 ? '1 message waits' : `${waiting} messages wait`;
  return `${messages}, the next (${reasonOf(reason)}) until ${momentOf(until)}.`;
}
