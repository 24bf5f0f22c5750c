import type { Input } from '../../../api/operations.ts';
import { filled, orNull } from '../../../parts/form.ts';
import type { Step } from '../screen.tsx';

/** A step as it is typed: texts, until it is saved. */
export interface StepValues {
  type: Step['type'];
  label: string;
  timingKind: Step['timing']['kind'];
  days: string;
  sendTime: string;
  amount: string;
  unit: Extract<Step['timing'], { kind: 'delay' }>['unit'];
  atTime: string;
  delivery: Step['delivery'];
  contentMode: Step['contentMode'];
  subject: string;
  body: string;
  prompt: string;
  instructions: string;
  script: string;
  priority: Step['priority'];
  outcomes: string;
  cc: string;
  isThreaded: boolean;
}

const DEFAULTS: StepValues = {
  type: 'email',
  label: '',
  timingKind: 'offset',
  days: '0',
  sendTime: '09:00',
  amount: '3',
  unit: 'days',
  atTime: '',
  delivery: 'automatic',
  contentMode: 'template',
  subject: '',
  body: '',
  prompt: '',
  instructions: '',
  script: '',
  priority: 'normal',
  outcomes: '',
  cc: '',
  isThreaded: false,
};

/** The fields of a step; of none those that a new one begins with, a week after the last. */
export function valuesOf(step: Step | null, last: Step | undefined): StepValues {
  if (step === null) {
    const days = last?.timing.kind === 'offset' ? String(last.timing.days + 7) : DEFAULTS.days;
    return { ...DEFAULTS, days };
  }
  const { timing } = step;
  return {
    ...DEFAULTS,
    type: step.type,
    label: step.label,
    timingKind: timing.kind,
    ...(timing.kind === 'offset'
      ? { days: String(timing.days), sendTime: timing.sendTime ?? '' }
      : { amount: String(timing.amount), unit: timing.unit, atTime: timing.atTime ?? '' }),
    delivery: step.delivery,
    contentMode: step.contentMode,
    subject: step.subject ?? '',
    body: step.body ?? '',
    prompt: step.prompt ?? '',
    instructions: step.instructions ?? '',
    script: step.script ?? '',
    priority: step.priority,
    outcomes: step.outcomeLabels.join('\n'),
    cc: step.cc.join('\n'),
    isThreaded: step.isThreaded,
  };
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

type StepBody = Omit<Input<'addStep'>['body'], 'type' | 'branchId' | 'position'>;

/** What the API is told; numbers that are none go as they are typed, so that it says what is wrong with them. */
export function bodyOf(values: StepValues): StepBody {
  const { type, contentMode } = values;
  const isMail = type === 'email';
  const isMessage = isMail || type === 'sms';
  const sendTime = filled(values.sendTime);
  const timing: StepBody['timing'] =
    values.timingKind === 'offset'
      ? { kind: 'offset', days: Number(values.days), ...(sendTime !== undefined && { sendTime }) }
      : {
          kind: 'delay',
          amount: Number(values.amount),
          unit: values.unit,
          atTime: orNull(values.atTime),
        };
  const isPrompt = isMail && contentMode === 'prompt';
  return {
    label: values.label.trim(),
    timing,
    priority: values.priority,
    ...(isMessage && { delivery: values.delivery, contentMode }),
    ...(isMail && {
      subject: isPrompt ? null : orNull(values.subject),
      prompt: isPrompt ? orNull(values.prompt) : null,
      cc: linesOf(values.cc),
      isThreaded: values.isThreaded,
    }),
    ...(isMessage && { body: isPrompt ? null : values.body === '' ? null : values.body }),
    instructions: orNull(values.instructions),
    ...(!isMessage && { script: orNull(values.script), outcomeLabels: linesOf(values.outcomes) }),
  };
}
