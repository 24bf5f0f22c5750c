import type { CreateMailbox } from '../../contracts/sending/mailboxes.ts';
import type { CommandDeps } from '../deps.ts';

/** A password as it is stored: sealed, or null. */
export function sealed(
  { secrets }: Pick<CommandDeps, 'secrets'>,
  password: string | null | undefined,
): string | null {
  return password == null ? null : secrets.seal(password);
}

/** Columns of the receiving server; all null without one. */
export function imapColumns(
  deps: Pick<CommandDeps, 'secrets'>,
  imap: NonNullable<CreateMailbox['imap']> | null,
) {
  return {
    imapHost: imap?.host ?? null,
    imapPort: imap?.port ?? null,
    imapSecurity: imap?.security ?? null,
    imapUser: imap?.user ?? null,
    imapSecret: sealed(deps, imap?.password),
  };
}
