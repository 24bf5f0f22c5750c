import { useQueryClient } from '@tanstack/react-query';
import type { OperationId } from './operations.ts';

/** Reads again what an act has changed, where it is shown. */
export function useRefresh(): (...ids: OperationId[]) => void {
  const client = useQueryClient();
  return (...ids) => {
    for (const id of ids) void client.invalidateQueries({ queryKey: [id] });
  };
}
