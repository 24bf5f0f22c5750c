import { useCall } from '../api/queries.ts';
import { Moment } from '../parts/values.tsx';
import { words } from '../words/en.ts';

/** Red while nothing leaves, on every screen: who stopped it, why and since when. */
export function SendingBar() {
  const { data: state } = useCall('getSendingState', {});
  if (!state?.isStopped) return null;
  const stop = state.items[0];
  return (
    <p className="sending-bar" role="alert">
      <strong>{words.sending.stopped}</strong>{' '}
      <span dir="auto">
        {[stop?.byName, stop?.reason].filter((text) => text !== null && text !== undefined).join(': ')}
      </span>{' '}
      {stop?.since && (
        <>
          {words.sending.since} <Moment at={stop.since} />.{' '}
        </>
      )}
      {words.sending.more}
    </p>
  );
}
