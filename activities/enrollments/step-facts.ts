import type { Sender } from '../../domain/enrollments/sender.ts';
import type { EnrollmentSnapshot } from '../../domain/enrollments/snapshot.ts';
import type { SendFacts } from '../../domain/sending/send-facts.ts';
import type { MailFacts } from '../../infra/db/enrollments/read-to-send.ts';
import type { RawTx } from '../../infra/db/raw-transaction.ts';
import type { ActivityDeps } from '../deps.ts';

/**
 * What the message of a step is made of: as it was read with the row, if that is a mail from the same sender, else by a
 * statement of its own. `mail` is null where the row was written since.
 */
export async function stepFacts(
  { store }: ActivityDeps,
  tx: RawTx,
  input: {
    mail: MailFacts | null;
    snapshot: EnrollmentSnapshot;
    sender: Sender;
    stepExecutionId: string;
    now: number;
  },
): Promise<SendFacts> {
  const { mail, snapshot, sender, stepExecutionId, now } = input;
  const { channel = 'email', mailboxId, fromAddress } = sender;
  const isItsSender = mail?.sender.mailboxId === mailboxId && mail.sender.fromAddress === fromAddress;
  if (channel === 'email' && isItsSender) return mail.read();
  const { customerId } = snapshot.enrollment;
  const facts = await store.sendFacts.readSendFacts(tx, { customerId, ...sender, stepExecutionId, now });
  if (!facts) throw new Error('an enrollment without its customer');
  return facts;
}
