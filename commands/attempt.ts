/** Makes a call whose loss is made up for: the row is committed, and the reconciler brings Temporal to it. */
export async function attempt(call: Promise<unknown>): Promise<void> {
  await call.catch(() => undefined);
}
