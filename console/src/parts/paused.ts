import { useEffect, useState } from 'react';

const PAUSE_MS = 300;

/** What is typed, once the typing rests; the same while it says the same. */
export function usePaused<T>(value: T, pauseMs = PAUSE_MS): T {
  const [paused, setPaused] = useState(value);
  const text = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(JSON.parse(text) as T), pauseMs);
    return () => clearTimeout(timer);
  }, [text, pauseMs]);
  return paused;
}
