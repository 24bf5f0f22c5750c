import { createContext, useCallback, useContext, useEffect, useRef, useState, type ReactNode } from 'react';
import type { Permission } from '../../../contracts/permissions.ts';
import { callByName, gate } from '../api/call.ts';
import { call } from '../api/call.ts';
import type { Reply } from '../api/operations.ts';
import { Problem } from '../api/problems.ts';
import { queryClient } from '../api/queries.ts';
import { words } from '../words/en.ts';
import { SignIn, SignInOver } from './sign-in.tsx';

/** Who is signed in, and what they may do. */
export interface Session {
  me: Reply<'getMe'>;
  may: (permission: Permission) => boolean;
  signOut: () => void;
}

const SessionContext = createContext<Session | null>(null);

/** @throws outside of {@link SessionGate}. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('nobody is signed in');
  return session;
}

/** A key that was pasted, or the code of a link that signs in once. */
export type Credential = { key: string } | { code: string };

const CODE = /^#code=([\w-]+)$/;

/** The code of a link stands behind #, where no server sees it, and is taken out of the address at once. */
function codeOfLink(): string | null {
  const code = CODE.exec(location.hash)?.[1] ?? null;
  if (code !== null) history.replaceState(null, '', location.pathname + location.search);
  return code;
}

async function open(credential: Credential): Promise<void> {
  const reply = await callByName('createSession', { body: credential }, { isSessionNeeded: false });
  gate.csrfToken = (reply as { csrfToken: string }).csrfToken;
}

async function resume(): Promise<void> {
  const reply = await callByName('getSession', {}, { isSessionNeeded: false });
  gate.csrfToken = (reply as { csrfToken: string }).csrfToken;
}

const isSignedOut = (error: unknown): boolean => error instanceof Problem && error.status === 401;

/** Whoever is signed in stays it: a link of somebody else's must not make them work under another name. */
const resumeOr = (credential: Credential): Promise<void> =>
  resume().catch((error: unknown) => {
    if (!isSignedOut(error)) throw error;
    return open(credential);
  });

type State = { me: Reply<'getMe'> } | 'opening' | { error: unknown } | 'signed out';

/** The page of who is signed in; else the sign-in, over the page where there was one. */
export function SessionGate({ children }: { children: ReactNode }) {
  const [state, setState] = useState<State>('opening');
  const [isOver, setOver] = useState(false);
  const [notice, setNotice] = useState<string | null>(null);
  const waiting = useRef<(() => void)[]>([]);

  const begin = useCallback(async (opening: () => Promise<void>): Promise<void> => {
    await opening();
    const me = await call('getMe', {}, { isSessionNeeded: false });
    setState((before) => {
      // Somebody else at this screen sees nothing of what was read before.
      if (typeof before === 'object' && 'me' in before && before.me.id !== me.id) queryClient.clear();
      return { me };
    });
    setOver(false);
    for (const go of waiting.current.splice(0)) go();
  }, []);

  useEffect(() => {
    gate.signInAgain = () => {
      setOver(true);
      return new Promise((resolve) => waiting.current.push(resolve));
    };
    const code = codeOfLink();
    const opening = code === null ? resume : () => resumeOr({ code });
    // oxlint-disable-next-line react/set-state-in-effect -- only once the server has answered
    begin(opening).catch((error: unknown) => {
      if (code !== null) setNotice(words.signIn.linkUsed);
      setState(code !== null || isSignedOut(error) ? 'signed out' : { error });
    });
  }, [begin]);

  const signOut = useCallback(() => {
    void callByName('endSession', {}, { isSessionNeeded: false })
      .catch(() => undefined)
      .then(() => {
        gate.csrfToken = null;
        queryClient.clear();
        setState('signed out');
      });
  }, []);

  const signIn = (credential: Credential): Promise<void> => begin(() => open(credential));
  if (state === 'opening') return null;
  if (state === 'signed out') return <SignIn notice={notice} onSignIn={signIn} />;
  if ('error' in state) return <SignIn notice={null} error={state.error} onSignIn={signIn} />;
  const { me } = state;
  const session = { me, may: (permission: Permission) => me.permissions.includes(permission), signOut };
  return (
    <SessionContext value={session}>
      {children}
      {isOver && <SignInOver onSignIn={signIn} />}
    </SessionContext>
  );
}
