import { messagesIn } from './ledger.ts';
import { COPY_DOMAIN } from './population.ts';
import type { SmtpMoment, SmtpSession } from './recording-smtp.ts';
import type { ChaosRig } from './rig.ts';

/** What a send is in the middle of when the worker dies. */
export const PHASES = [
  'before connect',
  'after AUTH',
  'after 354, before the mark',
  'after 354, marked',
  'in the body',
  'after the final dot, before the reply',
  'after the reply, before the commit',
] as const;
export type Phase = (typeof PHASES)[number];

/** A crash point that is set up, until it is released. */
export interface Armed {
  /** How many sends stand at the phase now; looks at mail server and rows. */
  standing(): Promise<number>;
  /** Lets go, after the crash. */
  release(): void;
}

/** A way to make sends stand still at a phase. `limit`: how many; the others pass. */
export interface CrashPoint {
  name: string;
  phase: Phase;
  arm(rig: ChaosRig, limit: number): Armed;
}

/** Every phase, some in two ways that differ in what the mail server has at the end. */
export const CRASH_POINTS: readonly CrashPoint[] = [
  { name: 'connecting', phase: 'before connect', arm: armConnecting },
  { name: 'logged in', phase: 'after AUTH', arm: armLoggedIn },
  { name: 'fence asked, database silent', phase: 'after 354, before the mark', arm: armFence },
  {
    name: 'marked, no byte of the body sent',
    phase: 'after 354, marked',
    arm: (rig, limit) => armCutBody(rig, limit, 0),
  },
  {
    name: 'half a body sent',
    phase: 'in the body',
    arm: (rig, limit) => armCutBody(rig, limit, HALF_A_BODY),
  },
  { name: 'half a body seen, the rest arrives after death', phase: 'in the body', arm: armLateBody },
  {
    name: 'taken, reply on its way',
    phase: 'after the final dot, before the reply',
    arm: (rig, limit) => armHeld(rig, limit, TAKEN),
  },
  {
    name: 'seen, not taken',
    phase: 'after the final dot, before the reply',
    arm: (rig, limit) => armHeld(rig, limit, { ...TAKEN, moment: 'dot' }),
  },
  { name: 'replied, database silent', phase: 'after the reply, before the commit', arm: armCommit },
  {
    name: 'a copy not begun',
    phase: 'after AUTH',
    arm: (rig, limit) => armHeld(rig, limit, { moment: 'data', status: 'claimed', of: isCopy }),
  },
  {
    name: 'a copy taken, reply on its way',
    phase: 'after the final dot, before the reply',
    arm: (rig, limit) => armHeld(rig, limit, { moment: 'accepted', status: 'handed_over', of: isCopy }),
  },
];

/** Not for kills: the reply comes late, to whoever still waits for it. */
export const SLOW_REPLY: CrashPoint = {
  name: 'taken, reply comes late',
  phase: 'after the final dot, before the reply',
  arm: armSlowReply,
};

const HALF_A_BODY = 700;
/** After the first send stands somewhere, others get this long to join. */
export const JOIN_MS = 3_000;

/** The mail server's proxy takes connections and passes nothing. */
function armConnecting(rig: ChaosRig, limit: number): Armed {
  rig.smtpProxy.stall();
  return {
    standing: async () => Math.min(limit, rig.smtpProxy.connections, await messagesIn(rig, 'claimed')),
    release: () => endConnections(rig),
  };
}

/** The server has seen the login and does not answer MAIL: nobody has named a recipient yet. */
function armLoggedIn(rig: ChaosRig, limit: number): Armed {
  const held = hold(rig, limit, 'mail');
  return {
    standing: async () => Math.min(held.sessions.length, await messagesIn(rig, 'claimed')),
    release: () => {
      held.free('drop');
      endConnections(rig);
    },
  };
}

/** Where sessions stand still, how their copies stand then in the ledger, and which sessions are meant. */
interface Standing {
  moment: SmtpMoment;
  status: 'claimed' | 'handed_over';
  of?: (session: SmtpSession) => boolean;
}

/** The whole message is there and taken, and the server does not say so. */
const TAKEN: Standing = { moment: 'accepted', status: 'handed_over' };

const isCopy = ({ recipient }: SmtpSession): boolean => recipient.endsWith(COPY_DOMAIN);

/** The server stands still at a moment of a hand-over. */
function armHeld(rig: ChaosRig, limit: number, { moment, status, of }: Standing): Armed {
  const held = hold(rig, limit, moment, of);
  return {
    standing: () =>
      messagesIn(
        rig,
        status,
        held.sessions.map((session) => session.recipient),
      ),
    release: () => {
      held.free('drop');
      endConnections(rig);
    },
  };
}

function armSlowReply(rig: ChaosRig, limit: number): Armed {
  const held = hold(rig, limit, 'accepted');
  return {
    standing: () =>
      messagesIn(
        rig,
        'handed_over',
        held.sessions.map((session) => session.recipient),
      ),
    release: () => {
      rig.smtp.atMoment = () => undefined;
      held.free('go');
    },
  };
}

/** The server asks for the body when the database answers nothing any more. */
function armFence(rig: ChaosRig, limit: number): Armed {
  const held = hold(rig, limit, 'data');
  let before = -1;
  return {
    standing: async () => {
      if (before < 0) {
        if (!held.isGathered()) return 0;
        rig.databaseProxy.stall();
        before = rig.databaseProxy.held;
        held.free('go');
      }
      const asked = held.sessions.filter(
        (session) => session.moment === 'after354' && session.bodyBytes === 0,
      );
      if (rig.databaseProxy.held === before) return 0;
      return messagesIn(
        rig,
        'claimed',
        asked.map((session) => session.recipient),
      );
    },
    release: () => {
      endConnections(rig);
      rig.databaseProxy.release();
    },
  };
}

/** So many bytes of the body reach the server, the rest is lost. */
function armCutBody(rig: ChaosRig, limit: number, bytes: number): Armed {
  return { ...limitBody(rig, limit, bytes), release: () => endConnections(rig) };
}

/** The rest of the body was in the network when the worker died: the server takes the message. */
function armLateBody(rig: ChaosRig, limit: number): Armed {
  return {
    ...limitBody(rig, limit, HALF_A_BODY),
    release: () => {
      rig.smtp.atMoment = () => undefined;
      rig.smtpProxy.release();
    },
  };
}

function limitBody(rig: ChaosRig, limit: number, bytes: number): Pick<Armed, 'standing'> {
  const sessions: SmtpSession[] = [];
  rig.smtp.atMoment = (moment, session) => {
    if (moment === 'data' && sessions.length < limit) {
      rig.smtpProxy.limit(session.peerPort, bytes);
      sessions.push(session);
    }
    return undefined;
  };
  const moment: SmtpMoment = bytes === 0 ? 'after354' : 'body';
  const standing = (): Promise<number> => {
    const there = sessions.filter((session) => session.moment === moment && !session.isClosed);
    return messagesIn(
      rig,
      'handed_over',
      there.map((session) => session.recipient),
    );
  };
  return { standing };
}

/** The server has taken the message and said so when the database answers nothing any more. */
function armCommit(rig: ChaosRig, limit: number): Armed {
  const held = hold(rig, limit, 'accepted');
  const recipients: string[] = [];
  let before = -1;
  return {
    standing: async () => {
      if (before < 0) {
        if (!held.isGathered()) return 0;
        recipients.push(...held.sessions.map((session) => session.recipient));
        rig.databaseProxy.stall();
        before = rig.databaseProxy.held;
        held.free('go');
      }
      const isReplied = held.sessions.every((session) => !session.isHeld);
      if (!isReplied || rig.databaseProxy.held === before) return 0;
      return messagesIn(rig, 'handed_over', recipients);
    },
    release: () => {
      endConnections(rig);
      rig.databaseProxy.release();
    },
  };
}

interface Hold {
  sessions: SmtpSession[];
  /** All that may stand there do, or the first one has waited long enough for the others. */
  isGathered(): boolean;
  free(answer: 'go' | 'drop'): void;
}

/** The first sessions that come to the moment stand still there. */
function hold(
  rig: ChaosRig,
  limit: number,
  moment: SmtpMoment,
  of: (session: SmtpSession) => boolean = () => true,
): Hold {
  const sessions: SmtpSession[] = [];
  let free = (_answer: 'go' | 'drop'): void => undefined;
  const told = new Promise<'go' | 'drop'>((resolve) => (free = resolve));
  let firstAt = Infinity;
  rig.smtp.atMoment = (reached, session) => {
    if (reached !== moment || sessions.length >= limit || !of(session)) return undefined;
    firstAt = Math.min(firstAt, Date.now());
    sessions.push(session);
    return told;
  };
  return { sessions, isGathered: () => sessions.length >= limit || Date.now() - firstAt > JOIN_MS, free };
}

/** Nothing of the dead worker reaches the mail server any more. */
function endConnections(rig: ChaosRig): void {
  rig.smtp.atMoment = () => undefined;
  rig.smtpProxy.cut();
  rig.smtpProxy.release();
}
