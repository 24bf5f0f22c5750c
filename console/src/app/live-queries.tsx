import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import type { OperationId } from '../api/operations.ts';
import { pathOf } from '../api/call.ts';
import { hearChanges } from '../api/stream.ts';
import { isCalm, touchedBy } from './changes.ts';
import { addWaiting } from './waiting-changes.ts';

const COUNTS_MS = 30_000;
const TOGETHER_MS = 100;

/** Makes reads stale as others change things; shows nothing itself. */
export function Live(): null {
  const client = useQueryClient();
  // A thousand changes at once are one reading.
  const soon = useRef(new Set<OperationId>());
  const readSoon = useCallback(
    (id: OperationId): void => {
      if (soon.current.size === 0)
        setTimeout(() => {
          const ids = [...soon.current];
          soon.current.clear();
          for (const each of ids) void client.invalidateQueries({ queryKey: [each] });
        }, TOGETHER_MS);
      soon.current.add(id);
    },
    [client],
  );
  useEffect(
    () =>
      hearChanges(pathOf('streamChanges'), (heard) => {
        if (heard === 'gap') {
          void client.invalidateQueries({ predicate: ({ queryKey }) => !isCalm(queryKey[0]) });
          return;
        }
        const { entity, id: changed } = heard.change;
        const { now, asked } = touchedBy(entity);
        for (const id of now) readSoon(id);
        for (const id of asked) addWaiting(id, changed);
      }),
    [client, readSoon],
  );
  // What becomes due by the clock alone nobody tells of: counts are read now and then.
  useEffect(() => {
    const timer = setInterval(() => void client.invalidateQueries({ queryKey: ['countQueue'] }), COUNTS_MS);
    return () => clearInterval(timer);
  }, [client]);
  return null;
}
