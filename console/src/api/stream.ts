import { heardOf, type Heard } from './heard.ts';

const LOCK = 'followthrough.changes';
const POLL_MS = 30_000;

/**
 * Hears what others change. One tab of the browser holds the stream and tells the rest: with HTTP/1.1 a seventh stream
 * would wait for ever. Where there is no stream, the caller is asked to look every 30 seconds.
 */
export function hearChanges(path: string | null, onHeard: (heard: Heard) => void): () => void {
  if (path === null || !('locks' in navigator)) {
    const timer = setInterval(() => onHeard('gap'), POLL_MS);
    return () => clearInterval(timer);
  }
  const channel = new BroadcastChannel(LOCK);
  channel.addEventListener('message', ({ data }: MessageEvent<Heard>) => onHeard(data));
  const end = new AbortController();
  const tell = (heard: Heard): void => {
    onHeard(heard);
    channel.postMessage(heard);
  };
  navigator.locks
    .request(LOCK, { signal: end.signal }, () => holdStream(path, tell, end.signal))
    .catch(() => undefined);
  return () => {
    end.abort();
    channel.close();
  };
}

/** Ends with the tab, or with the page that hears. */
function holdStream(path: string, tell: (heard: Heard) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    let source: EventSource | null = null;
    let again: ReturnType<typeof setTimeout> | undefined;
    const open = (isFirst: boolean): void => {
      source = new EventSource(path);
      if (!isFirst) tell('gap');
      source.addEventListener('change', ({ data }: MessageEvent<string>) => {
        const heard = heardOf(data);
        if (heard !== null) tell(heard);
      });
      source.addEventListener('reset', () => tell('gap'));
      source.addEventListener('error', () => {
        // A lost connection is opened again by the browser, which says where it was; a refusal ends the stream.
        if (source?.readyState === EventSource.CLOSED) again = setTimeout(() => open(false), POLL_MS);
      });
    };
    open(true);
    signal.addEventListener('abort', () => {
      clearTimeout(again);
      source?.close();
      resolve();
    });
  });
}
