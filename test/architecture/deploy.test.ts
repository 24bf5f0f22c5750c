import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { TASK_QUEUES } from '../../contracts/task-queues.ts';
import { environmentSchema, loadConfig } from '../../infra/config.ts';
import { fileOf, PROGRAMS } from '../../tools/build/program.ts';
import { ROOT } from '../support/rules/source-tree.ts';

const FOLDER = join(ROOT, 'deploy');
const NOT_APPLIED = ['kustomization.yaml', 'secret.example.yaml'];

/** What `npm run build` writes into the image. */
const COMPILED = PROGRAMS.map((entry) => `dist/${fileOf(entry)}`);

const probe = z.object({ httpGet: z.object({ path: z.string(), port: z.string() }) });
const containerSchema = z.looseObject({
  image: z.string(),
  command: z.array(z.string()),
  envFrom: z.tuple([
    z.object({ configMapRef: z.object({ name: z.literal('followthrough') }) }),
    z.object({ secretRef: z.object({ name: z.literal('followthrough') }) }),
  ]),
  env: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
  ports: z.array(z.object({ name: z.string(), containerPort: z.number() })).default([]),
  lifecycle: z
    .object({ preStop: z.object({ exec: z.object({ command: z.tuple([z.literal('sleep'), z.string()]) }) }) })
    .optional(),
  resources: z.object({
    requests: z.object({ cpu: z.string(), memory: z.string() }),
    limits: z.object({ memory: z.string() }),
  }),
  securityContext: z.object({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
  }),
});
const podSchema = z.object({
  terminationGracePeriodSeconds: z.number().optional(),
  securityContext: z.object({ runAsNonRoot: z.literal(true) }),
  containers: z.tuple([containerSchema]),
});
const labelsSchema = z.record(z.string(), z.string());
const runningSchema = z.object({
  spec: z.object({
    selector: z.object({ matchLabels: labelsSchema }),
    template: z.object({ metadata: z.object({ labels: labelsSchema }), spec: podSchema }),
  }),
});

interface Manifest {
  kind: string;
  metadata: { name: string };
  spec: unknown;
  data?: Record<string, string>;
  stringData?: Record<string, string>;
}

const read = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');
const manifests = (name: string): Manifest[] =>
  parseAllDocuments(read(name)).map((document) => document.toJS() as Manifest);
const all = readdirSync(FOLDER)
  .filter((name) => !NOT_APPLIED.includes(name))
  .flatMap(manifests);
const named = (kind: string) => all.filter((each) => each.kind === kind);
const deployments = named('Deployment').map((manifest) => {
  const { template, selector } = runningSchema.parse(manifest).spec;
  const [container] = template.spec.containers;
  return {
    name: manifest.metadata.name,
    pod: template.spec,
    container,
    labels: template.metadata.labels,
    selector,
  };
});
const workers = deployments.filter(({ container }) => container.command.includes('dist/worker.mjs'));
const settings = named('ConfigMap')[0]!.data!;
const secrets = manifests('secret.example.yaml')[0]!.stringData!;
const environment: Record<string, string> = {
  ...settings,
  ...secrets,
  SECRET_KEY: Buffer.alloc(32, 1).toString('base64'),
};

describe('the manifests of deploy/', () => {
  it('give every variable that the configuration reads, once, and no other: what is secret by the secret', () => {
    const given = [...Object.keys(settings), ...Object.keys(secrets)].sort();
    expect(given).toEqual(Object.keys(environmentSchema.shape).sort());
    const secret = /URL:.*\/\/\w+:|_KEY$|_KEYS$|_SECRET$|_SECRETS$/;
    expect(Object.keys(settings).filter((name) => secret.test(name))).toEqual([]);
    expect(() => loadConfig(environment)).not.toThrow();
  });

  it('say the defaults of the configuration, but for what a cluster needs otherwise', () => {
    const { DATABASE_URL, SECRET_KEY } = environment as { DATABASE_URL: string; SECRET_KEY: string };
    const defaults: Record<string, unknown> = environmentSchema.parse({ DATABASE_URL, SECRET_KEY });
    const stated: Record<string, unknown> = environmentSchema.parse(
      Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== '')),
    );
    const others = Object.keys(stated).filter(
      (name) => JSON.stringify(stated[name]) !== JSON.stringify(defaults[name]),
    );
    expect(others.sort()).toEqual([
      'FOLLOWTHROUGH_HOME',
      'HOST',
      'PUBLIC_URL',
      'TEMPORAL_ADDRESS',
      'TEMPORAL_NAMESPACE',
      'TRUST_PROXY',
      'WORKER_HEALTH_PORT',
      'WORKFLOW_BUNDLES',
    ]);
  });

  it('work every task queue, each by a deployment that the configuration takes', () => {
    const worked = workers.flatMap(({ container }) => {
      const own = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
      expect(Object.keys(own)).toEqual(['WORKER_QUEUES']);
      expect(own['WORKER_QUEUES']).not.toBe('');
      return loadConfig({ ...environment, ...own }).worker.queues;
    });
    expect(worked.sort()).toEqual(Object.values(TASK_QUEUES).sort());
  });

  it('give a worker longer to end than it gives the mails in hand, and a drained API longer than its calls', () => {
    const source = readFileSync(join(ROOT, 'worker/create.ts'), 'utf8');
    const minutes = Number(/SHUTDOWN_GRACE = '(\d+) minutes'/.exec(source)![1]);
    for (const { pod } of workers)
      expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(minutes * 60 + 30);
    const drain = /DRAIN_MS = ([\d_]+)/.exec(readFileSync(join(ROOT, 'api/main.ts'), 'utf8'))![1]!;
    const api = deployments.find(({ name }) => name === 'api')!;
    // Callers come until every node has heard that the address is gone.
    const { preStop } = api.container.lifecycle!;
    const isStillCalled = Number(preStop.exec.command[1]);
    expect(isStillCalled).toBeGreaterThanOrEqual(5);
    expect(api.pod.terminationGracePeriodSeconds).toBeGreaterThan(
      Number(drain.replaceAll('_', '')) / 1000 + isStillCalled + 5,
    );
    const compose = parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
      services: { worker: { stop_grace_period: string } };
    };
    expect(Number.parseInt(compose.services.worker.stop_grace_period)).toBeGreaterThan(minutes);
  });

  it.each(deployments.map((each) => [each.name, each] as const))(
    '%s is probed where it answers, scaled and kept by itself, and starts what is there',
    (name, { container, labels, selector }) => {
      const isWorker = name.startsWith('worker-');
      const probed = z
        .object({ startupProbe: probe, readinessProbe: probe, livenessProbe: probe })
        .parse(container);
      expect(Object.values(probed).map(({ httpGet }) => httpGet.path)).toEqual([
        '/healthz',
        '/readyz',
        '/healthz',
      ]);
      const port = isWorker ? settings['WORKER_HEALTH_PORT'] : settings['PORT'];
      for (const { httpGet } of Object.values(probed)) {
        expect(container.ports).toContainEqual({ name: httpGet.port, containerPort: Number(port) });
      }
      expect(COMPILED).toContain(container.command.at(-1));
      expect(labels).toEqual(selector.matchLabels);
      expect(labels['app.kubernetes.io/component']).toBe(name);
      const budget = named('PodDisruptionBudget').find(({ metadata }) => metadata.name === name);
      expect(budget?.spec).toEqual({ maxUnavailable: 1, selector });
      const scaler = named('HorizontalPodAutoscaler').find(({ metadata }) => metadata.name === name);
      expect(scaler?.spec).toMatchObject({ scaleTargetRef: { kind: 'Deployment', name }, minReplicas: 2 });
    },
  );

  it('migrate by a job of the same image, settings and rights', () => {
    const [job] = named('Job');
    const { template } = z.object({ template: z.object({ spec: podSchema }) }).parse(job!.spec);
    expect(template.spec.containers[0].command.at(-1)).toBe('dist/migrate.mjs');
    const images = [template.spec, ...deployments.map(({ pod }) => pod)].map(
      ({ containers }) => containers[0].image,
    );
    expect(new Set(images).size).toBe(1);
  });

  it('are all named by the kustomization, but for the example of the secret', () => {
    const { resources } = parse(read('kustomization.yaml')) as { resources: string[] };
    const files = readdirSync(FOLDER).filter((name) => !NOT_APPLIED.includes(name));
    expect([...resources].sort()).toEqual(files.sort());
  });
});
