import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { pathOf } from '../api/call.ts';
import { hearChanges } from '../api/stream.ts';
import { isCalm, touchedBy } from './changes.ts';
import { addWaiting } from './waiting-changes.ts';

const COUNTS_MS = 30_000;

/** Makes reads stale as others change things; shows nothing itself. */
export function Live(): null {
  const client = useQueryClient();
  useEffect(
    () =>
      hearChanges(pathOf('streamChanges'), (heard) => {
        if (heard === 'gap') {
          void client.invalidateQueries({ predicate: ({ queryKey }) => !isCalm(queryKey[0]) });
          return;
        }
        const { entity, id: changed } = heard.change;
        const { now, asked } = touchedBy(entity);
        for (const id of now) void client.invalidateQueries({ queryKey: [id] });
        for (const id of asked) addWaiting(id, changed);
      }),
    [client],
  );
  // What leaves by itself is no change that the stream tells of: counts are read now and then.
  useEffect(() => {
    const timer = setInterval(() => void client.invalidateQueries({ queryKey: ['countQueue'] }), COUNTS_MS);
    return () => clearInterval(timer);
  }, [client]);
  return null;
}
