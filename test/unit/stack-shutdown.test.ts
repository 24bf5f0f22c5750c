import { describe, expect, it } from '@jest/globals';
import { Shutdown } from '../../tools/stack/shutdown.ts';

describe('npm start, when a server that nothing works without ends by itself', () => {
  const started = (): { shutdown: Shutdown; stopped: string[] } => {
    const [shutdown, stopped] = [new Shutdown(), [] as string[]];
    for (const name of ['PostgreSQL', 'Temporal', 'worker']) {
      const stop = () => Promise.resolve(void stopped.push(name));
      shutdown.add({ name, stop, pid: () => null });
    }
    return { shutdown, stopped };
  };

  it('stops everything else, the last that was started first, and ends', async () => {
    const { shutdown, stopped } = started();
    expect(await shutdown.afterLoss('PostgreSQL', Promise.resolve('SIGKILL'))).toBe(true);
    expect(stopped).toEqual(['worker', 'Temporal', 'PostgreSQL']);
  });

  it('says nothing of one that was stopped', async () => {
    const { shutdown, stopped } = started();
    let end: (code: number) => void = () => undefined;
    const lost = shutdown.afterLoss('PostgreSQL', new Promise((resolve) => (end = resolve)));
    await shutdown.run();
    end(0);
    expect(await lost).toBe(false);
    expect(stopped).toHaveLength(3);
  });
});
