import { useQuery } from '@tanstack/react-query';
import { callByName, hasOperation } from '../api/call.ts';
import { words } from '../words/en.ts';

interface SendingState {
  isStopped: boolean;
  reason: string | null;
}

/** Red while nothing leaves, on every screen. */
export function SendingBar() {
  const state = useQuery({
    queryKey: ['getSendingState', {}],
    queryFn: async () => (await callByName('getSendingState', {})) as SendingState,
    enabled: hasOperation('getSendingState'),
  });
  if (!state.data?.isStopped) return null;
  return (
    <p className="sending-bar" role="alert">
      <strong>{words.sending.stopped}</strong> <span dir="auto">{state.data.reason}</span>{' '}
      {words.sending.more}
    </p>
  );
}
