/** A part that has not answered by then counts as gone. */
const PROBE_TIMEOUT_MS = 2_000;

/** Whether a part answers a question in time. */
export async function probe(check: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PROBE_TIMEOUT_MS);
  });
  const answer = check().then(
    () => true,
    () => false,
  );
  const isUp = await Promise.race([answer, timeout]);
  clearTimeout(timer);
  return isUp;
}
