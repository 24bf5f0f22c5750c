import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort, waitForPort } from '../../../tools/stack/ports.ts';
import { startChild } from '../../../tools/stack/processes.ts';
import { findOnPath } from '../../../tools/stack/temporal-cli.ts';
import { LOGIN_OF_REAL, type RealImapServer } from './real-imap-server.ts';

const USUAL_PLACE = '/usr/sbin/dovecot';

/** The program of the distribution's package (Debian: dovecot-imapd); null: it is not installed. */
export const dovecotProgram = (): string | null =>
  findOnPath('dovecot') ?? (existsSync(USUAL_PLACE) ? USUAL_PLACE : null);

/** Debian's account for mail; Dovecot refuses to read mail as root. */
const MAIL = { uid: 8, gid: 8 };

/** Starts Dovecot, which keeps mail on disk: a restart keeps everything. */
export async function startDovecot(): Promise<RealImapServer & { rebuild(): Promise<void> }> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'followthrough-dovecot-'));
  const mails = join(folder, 'mails');
  const isRoot = process.getuid?.() === 0;
  chmodSync(folder, 0o755);
  mkdirSync(mails);
  if (isRoot) chownSync(mails, MAIL.uid, MAIL.gid);
  const settings = join(folder, 'dovecot.conf');
  writeFileSync(join(folder, 'users'), `${LOGIN_OF_REAL.user}:${LOGIN_OF_REAL.password}\n`);
  writeFileSync(settings, settingsOf({ port, folder, isRoot }));
  const start = async (): Promise<() => Promise<void>> => {
    let log = '';
    const child = startChild({
      name: 'dovecot',
      command: dovecotProgram()!,
      args: ['-F', '-c', settings],
      onLine: (line) => void (log = `${log}${line}\n`.slice(-2000)),
    });
    await waitForPort(port, { hasEnded: child.hasEnded }).catch((error: unknown) => {
      throw new Error(`Dovecot did not start: ${log}`, { cause: error });
    });
    return () => child.stop();
  };
  const clear = (): void => rmSync(folder, { recursive: true, force: true });
  let stop = await start().catch((error: unknown) => {
    clear();
    throw error;
  });
  const restart = async (between: () => void = () => undefined): Promise<void> => {
    await stop();
    between();
    stop = await start();
  };
  return {
    port,
    ...LOGIN_OF_REAL,
    restart: () => restart(),
    rebuild: () => restart(() => forgetUids(mails)),
    stop: async () => {
      await stop();
      clear();
    },
  };
}

/** Without these files the mails get new uids under another validity. */
function forgetUids(mails: string): void {
  for (const name of readdirSync(mails, { recursive: true, encoding: 'utf8' }))
    if (/dovecot[-.](uid|index)[^/]*$/.test(name)) rmSync(join(mails, name), { force: true });
}

function settingsOf({ port, folder, isRoot }: { port: number; folder: string; isRoot: boolean }): string {
  const own = userInfo().username;
  const group = isRoot ? '' : spawnSync('id', ['-gn'], { encoding: 'utf8' }).stdout.trim();
  return `protocols = imap
listen = 127.0.0.1
base_dir = ${folder}/run
state_dir = ${folder}/run
log_path = /dev/stderr
ssl = no
disable_plaintext_auth = no
mail_location = maildir:${folder}/mails/%u
first_valid_uid = 1
${isRoot ? '' : `default_internal_user = ${own}\ndefault_login_user = ${own}\ndefault_internal_group = ${group}\n`}
service imap-login {
  ${isRoot ? '' : 'chroot ='}
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  ${isRoot ? '' : 'chroot ='}
}
service stats {
  ${isRoot ? '' : 'chroot ='}
}
passdb {
  driver = passwd-file
  args = scheme=PLAIN ${folder}/users
}
userdb {
  driver = static
  args = uid=${isRoot ? MAIL.uid : userInfo().uid} gid=${isRoot ? MAIL.gid : userInfo().gid} home=${folder}/mails/%u
}
namespace inbox {
  inbox = yes
  mailbox Sent {
    auto = subscribe
    special_use = \\Sent
  }
}
`;
}
