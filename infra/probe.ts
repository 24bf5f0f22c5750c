/** A part that has not answered by then counts as gone. */
const PROBE_TIMEOUT_MS = 2_000;

/** Whether a part answers a question in time. */
export const probe = (check: () => Promise<unknown>): Promise<boolean> =>
  inTime(
    check().then(
      () => true,
      () => false,
    ),
  );

/** An answer, or no where it does not come in time. */
export async function inTime(answer: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PROBE_TIMEOUT_MS);
  });
  const isUp = await Promise.race([answer, timeout]);
  clearTimeout(timer);
  return isUp;
}
