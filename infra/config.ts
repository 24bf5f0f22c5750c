import { z } from 'zod';
import { TASK_QUEUES, type TaskQueue } from '../contracts/task-queues.ts';
import type { ChatModelConfig } from './llm/chat-model.ts';
import type { SmsGatewayConfig } from './sms/sms-gateway.ts';
import {
  certificatePem,
  privateKeyPem,
  temporalTlsOf,
  tlsProblems,
  type TemporalTls,
} from './temporal/tls-settings.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const positive = z.coerce.number().int().min(1);
const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

/** `SECRET_KEY` as bytes: exactly 32 of them, written in base64. */
const secretKey = z
  .string()
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((bytes) => bytes.length === 32, 'must be 32 bytes in base64, as `openssl rand -base64 32` prints');

/** Other keys, separated by commas: they open, and do not seal. */
const formerSecretKeys = z
  .string()
  .transform(keysOf)
  .refine(
    (keys) => keys.every((key) => key.length === 32),
    'must be keys of 32 bytes in base64, separated by commas',
  );

function listOf(text: string): string[] {
  const each = text.split(',').map((one) => one.trim());
  return each.filter((one) => one !== '');
}

function keysOf(text: string): Buffer[] {
  const keys = text.split(',').map((each) => each.trim());
  return keys.filter((each) => each !== '').map((each) => Buffer.from(each, 'base64'));
}

/** Task queues by name, separated by commas; none named: all. */
const taskQueues = z
  .string()
  .transform(listOf)
  .pipe(
    z.array(
      z.enum(TASK_QUEUES, {
        error: `must be of ${Object.values(TASK_QUEUES).join(', ')}, separated by commas`,
      }),
    ),
  );

/** Every variable of the environment that Followthrough reads. .env.example explains each. */
export const environmentSchema = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgresql:// address' }),
  DATABASE_POOL: positive.default(20),
  TEMPORAL_ADDRESS: z.string().min(1, 'must be host:port').default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
  TEMPORAL_API_KEY: z.string().min(1).optional(),
  TEMPORAL_TLS: flag.optional(),
  TEMPORAL_TLS_CA: certificatePem.optional(),
  TEMPORAL_TLS_CERT: certificatePem.optional(),
  TEMPORAL_TLS_KEY: privateKeyPem.optional(),
  TEMPORAL_TLS_SERVER_NAME: z.string().min(1).optional(),
  FOLLOWTHROUGH_HOME: z.string().min(1).default('.followthrough'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.default(3000),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' }).optional(),
  TRUST_PROXY: flag.default(false),
  CONSOLE: z.enum(['on', 'off']).default('on'),
  SECRET_KEY: secretKey,
  FORMER_SECRET_KEYS: formerSecretKeys.default([]),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  WORKER_QUEUES: taskQueues.default([]),
  WORKER_METRICS_PORT: port.default(9464),
  WORKER_HEALTH_PORT: port.default(0),
  WORKFLOW_BUNDLES: z.string().min(1).optional(),
  RECONCILE_SECONDS: positive.default(15),
  MAX_SENDS: positive.default(50),
  UNCERTAIN_RETRY_AFTER_SECONDS: positive.default(600),
  WEBHOOKS_ALLOW_PRIVATE: flag.default(false),
  LLM_BASE_URL: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' }).optional(),
  LLM_API_KEY: z.string().min(1).optional(),
  LLM_MODEL: z.string().min(1).optional(),
  LLM_TIMEOUT_SECONDS: positive.max(600).default(60),
  LLM_MAX_OUTPUT_TOKENS: positive.default(1500),
  LLM_RETRIES: z.coerce.number().int().min(0).max(10).default(2),
  SMS_GATEWAY: z.enum(['twilio', 'json']).optional(),
  SMS_URL: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' }).optional(),
  SMS_ACCOUNT: z.string().min(1).optional(),
  SMS_SECRET: z.string().min(1).optional(),
  SMS_WEBHOOK_SECRETS: z.string().transform(listOf).default([]),
  SMS_GATEWAY_CONFIRMS: flag.default(false),
  SMS_IDEMPOTENCY_HOURS: z.coerce.number().min(0).max(720).default(0),
  DEPLOYMENT_NAME: z.string().min(1).default('followthrough'),
  BUILD_ID: z.string().min(1).default('dev'),
  WORKER_VERSIONING: z.enum(['on', 'off']).default('off'),
});

/** A language model is its address and its name together; a client certificate comes with its key. */
const completeEnvironmentSchema = environmentSchema.superRefine((env, { addIssue }) => {
  if (env.LLM_BASE_URL || env.LLM_MODEL || env.LLM_API_KEY) {
    for (const name of ['LLM_BASE_URL', 'LLM_MODEL'] as const) {
      if (!env[name]) addIssue({ code: 'custom', path: [name], message: 'is needed for a language model' });
    }
  }
  for (const [name, message] of tlsProblems(env)) addIssue({ code: 'custom', path: [name], message });
  for (const name of missingForSms(env))
    addIssue({
      code: 'custom',
      path: [name],
      message: `is needed for sms by ${env.SMS_GATEWAY ?? 'a gateway'}`,
    });
});

/** What the gateway of sms needs besides its kind. */
function missingForSms(env: z.infer<typeof environmentSchema>): (keyof typeof env)[] {
  if (env.SMS_GATEWAY === undefined) return (env.SMS_URL ?? env.SMS_SECRET) ? ['SMS_GATEWAY'] : [];
  const needed =
    env.SMS_GATEWAY === 'twilio' ? (['SMS_ACCOUNT', 'SMS_SECRET'] as const) : (['SMS_URL'] as const);
  return needed.filter((name) => env[name] === undefined);
}

/** The whole configuration, parsed and with defaults filled in. */
export interface Config {
  database: { url: string; pool: number };
  temporal: { address: string; namespace: string; apiKey?: string; tls: TemporalTls | null };
  /** Folder for the local stack's files and caches. */
  home: string;
  http: { host: string; port: number; publicUrl: string; isBehindProxy: boolean };
  /** Whether the API serves the operators' console. */
  isConsoleServed: boolean;
  /** Encrypts mailbox secrets and signs links: 32 bytes. */
  secretKey: Buffer;
  /** Keys of a rotation: they open what was sealed with them, and their links stay valid. */
  formerSecretKeys: Buffer[];
  logLevel: string;
  worker: {
    /** The task queues that it works. */
    queues: readonly TaskQueue[];
    metricsPort: number;
    /** Where its probes answer; 0: nowhere. */
    healthPort: number;
    /** Folder with the workflows bundled; null: they are bundled at each start. */
    workflowBundles: string | null;
    /** Most mails handed over at the same time. */
    maxSends: number;
    reconcileSeconds: number;
    deploymentName: string;
    buildId: string;
    isVersioned: boolean;
  };
  mail: {
    /** How long after its hand-over an uncertain message may be tried again. */
    uncertainRetryAfterMs: number;
  };
  webhooks: {
    /** Also http, and addresses of private networks and this machine: for development. */
    isPrivateAllowed: boolean;
  };
  /** The language model that writes texts (M4); null: there is none. */
  llm: ChatModelConfig | null;
  /** The gateway that sms leave over (M1); null: there is none. */
  sms: SmsGatewayConfig | null;
  /** What its calls to us are signed with, and whether it confirms words that opt out itself (M7). */
  smsIn: { twilio: string[]; json: string[]; isGatewayConfirming: boolean };
}

type Environment = z.infer<typeof environmentSchema>;

function toConfig(env: Environment): Config {
  return {
    database: { url: env.DATABASE_URL, pool: env.DATABASE_POOL },
    temporal: {
      address: env.TEMPORAL_ADDRESS,
      namespace: env.TEMPORAL_NAMESPACE,
      apiKey: env.TEMPORAL_API_KEY,
      tls: temporalTlsOf(env),
    },
    home: env.FOLLOWTHROUGH_HOME,
    http: {
      host: env.HOST,
      port: env.PORT,
      publicUrl: (env.PUBLIC_URL ?? `http://${env.HOST}:${env.PORT}`).replace(/\/+$/, ''),
      isBehindProxy: env.TRUST_PROXY,
    },
    isConsoleServed: env.CONSOLE === 'on',
    secretKey: env.SECRET_KEY,
    formerSecretKeys: env.FORMER_SECRET_KEYS,
    logLevel: env.LOG_LEVEL,
    worker: {
      queues: env.WORKER_QUEUES.length > 0 ? env.WORKER_QUEUES : Object.values(TASK_QUEUES),
      metricsPort: env.WORKER_METRICS_PORT,
      healthPort: env.WORKER_HEALTH_PORT,
      workflowBundles: env.WORKFLOW_BUNDLES ?? null,
      maxSends: env.MAX_SENDS,
      reconcileSeconds: env.RECONCILE_SECONDS,
      deploymentName: env.DEPLOYMENT_NAME,
      buildId: env.BUILD_ID,
      isVersioned: env.WORKER_VERSIONING === 'on',
    },
    mail: {
      uncertainRetryAfterMs: env.UNCERTAIN_RETRY_AFTER_SECONDS * 1000,
    },
    webhooks: { isPrivateAllowed: env.WEBHOOKS_ALLOW_PRIVATE },
    llm: languageModelOf(env),
    sms: smsGatewayOf(env),
    smsIn: smsInOf(env),
  };
}

const TWILIO_URL = 'https://api.twilio.com';
const HOUR_MS = 3_600_000;

/** Twilio signs with the token of the account; its second one, while they are exchanged, stands in the list. */
function smsInOf(env: Environment): Config['smsIn'] {
  const { SMS_GATEWAY: gateway, SMS_SECRET: token, SMS_WEBHOOK_SECRETS: secrets } = env;
  return {
    twilio: gateway === 'twilio' ? [...(token === undefined ? [] : [token]), ...secrets] : [],
    json: gateway === 'json' ? secrets : [],
    isGatewayConfirming: env.SMS_GATEWAY_CONFIRMS,
  };
}

function smsGatewayOf(env: Environment): SmsGatewayConfig | null {
  if (env.SMS_GATEWAY === undefined) return null;
  return {
    kind: env.SMS_GATEWAY,
    url: (env.SMS_URL ?? TWILIO_URL).replace(/\/+$/, ''),
    account: env.SMS_ACCOUNT ?? null,
    secret: env.SMS_SECRET ?? null,
    idempotentMs: env.SMS_IDEMPOTENCY_HOURS * HOUR_MS,
  };
}

/** A provider is an address and a model; some ask for no key. */
function languageModelOf(env: Environment): ChatModelConfig | null {
  if (env.LLM_BASE_URL === undefined || env.LLM_MODEL === undefined) return null;
  return {
    baseUrl: env.LLM_BASE_URL,
    apiKey: env.LLM_API_KEY ?? null,
    model: env.LLM_MODEL,
    timeoutMs: env.LLM_TIMEOUT_SECONDS * 1000,
    maxOutputTokens: env.LLM_MAX_OUTPUT_TOKENS,
    retries: env.LLM_RETRIES,
  };
}

/**
 * The one reader of the environment. An empty variable counts as not set.
 * @throws Error naming every missing or invalid variable, one a line, never their values.
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = completeEnvironmentSchema.safeParse(given);
  if (parsed.success) return toConfig(parsed.data);
  const lines = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    return given[name] === undefined ? `  ${name} is not set` : `  ${name}: ${issue.message}`;
  });
  throw new Error(
    `the environment is not complete (.env.example explains each variable):\n${lines.join('\n')}`,
  );
}
