import { useLocale } from '../../../app/locale.ts';
import { automations as say, measures, operators, periodUnits } from '../../../words/automations.ts';
import { counted } from '../../../words/plural.ts';
import type { AudienceOperator, Measure, PeriodUnit } from '../../../../../contracts/automations/kinds.ts';
import { RuleValue } from './rule-value.tsx';
import {
  emptyValue,
  firstRecords,
  firstRule,
  isMoney,
  nameOf,
  type AudienceGroup,
  type AudienceNode,
  type Catalogue,
  type Counts,
  type Field,
  type FieldRule,
  type RecordsRule,
} from './rules.ts';

interface Shared {
  path: string;
  catalogue: Catalogue;
  counts: Counts;
  /** What rules here may name: fields of the customer, or of a record. */
  fields: readonly Field[];
  /** Money is compared in this one to begin with. */
  currency: string;
}

/** A group of rules: all, any or none of them hold. Groups stand in groups. */
export function RuleGroup({
  group,
  onChange,
  onRemove,
  isOfRecords = false,
  ...shared
}: Shared & {
  group: AudienceGroup;
  onChange: (group: AudienceGroup) => void;
  onRemove?: (() => void) | undefined;
  /** Conditions on records: no records of records. */
  isOfRecords?: boolean;
}) {
  const set = (at: number, node: AudienceNode): void =>
    onChange({ ...group, nodes: group.nodes.map((each, index) => (index === at ? node : each)) });
  const drop = (at: number): void =>
    onChange({ ...group, nodes: group.nodes.filter((_each, index) => index !== at) });
  const add = (node: AudienceNode): void => onChange({ ...group, nodes: [...group.nodes, node] });
  return (
    <div className="rule-group" role="group" aria-label={`${say.group} ${shared.path}`}>
      <div className="row wrap">
        <select
          aria-label={say.group}
          value={group.kind}
          onChange={({ target }) => onChange({ ...group, kind: target.value as AudienceGroup['kind'] })}
        >
          {Object.entries(say.kinds).map(([kind, name]) => (
            <option key={kind} value={kind}>
              {name}
            </option>
          ))}
        </select>
        {onRemove && (
          <button type="button" className="plain" onClick={onRemove}>
            {say.removeRule}
          </button>
        )}
      </div>
      {group.nodes.map((node, at) => {
        const path = `${shared.path}.nodes[${at}]`;
        const props = { ...shared, path, onRemove: () => drop(at) };
        // A rule is known by its place: it has no name of its own.
        if (node.kind === 'field')
          return <FieldRow key={path} {...props} rule={node} onChange={(next) => set(at, next)} />;
        if (node.kind === 'records')
          return <RecordsRow key={path} {...props} rule={node} onChange={(next) => set(at, next)} />;
        return (
          <RuleGroup
            key={path}
            {...props}
            isOfRecords={isOfRecords}
            group={node}
            onChange={(next) => set(at, next)}
          />
        );
      })}
      <div className="row wrap">
        <button type="button" onClick={() => add(firstRule(shared.fields, shared.currency))}>
          {say.addRule}
        </button>
        {!isOfRecords && (
          <button type="button" onClick={() => add(firstRecords(shared.catalogue))}>
            {say.addRecords}
          </button>
        )}
        <button type="button" onClick={() => add({ kind: 'all', nodes: [] })}>
          {say.addGroup}
        </button>
      </div>
    </div>
  );
}

function RuleCount({ path, counts }: Pick<Shared, 'path' | 'counts'>) {
  const { locale } = useLocale();
  const count = counts.get(path);
  if (!count) return null;
  return (
    <span className="muted">
      {counted(count.alone, say.alone, locale)}, {counted(count.takesAway, say.takesAway, locale)}
    </span>
  );
}

function FieldRow({
  rule,
  onChange,
  onRemove,
  ...shared
}: Shared & { rule: FieldRule; onChange: (rule: FieldRule) => void; onRemove: () => void }) {
  const field = shared.fields.find(({ name }) => name === rule.field);
  const choose = (name: string): void => {
    const next = shared.fields.find((each) => each.name === name);
    onChange(firstRule(next ? [next] : [], rule.currency ?? shared.currency));
  };
  return (
    <div className="rule">
      <select aria-label={say.field} value={rule.field} onChange={({ target }) => choose(target.value)}>
        {!field && <option value={rule.field}>{nameOf(rule.field)}</option>}
        {shared.fields.map(({ name }) => (
          <option key={name} value={name}>
            {nameOf(name)}
          </option>
        ))}
      </select>
      <select
        aria-label={say.operator}
        value={rule.op}
        onChange={({ target }) => {
          const op = target.value as AudienceOperator;
          const { value: _before, ...rest } = rule;
          onChange({ ...rest, op, ...emptyValue(op) });
        }}
      >
        {(field?.operators ?? [rule.op]).map((op) => (
          <option key={op} value={op}>
            {operators[op as AudienceOperator]}
          </option>
        ))}
      </select>
      <RuleValue rule={rule} field={field} onChange={(change) => onChange({ ...rule, ...change })} />
      <RuleCount {...shared} />
      <button type="button" className="plain" onClick={onRemove}>
        {say.removeRule}
      </button>
    </div>
  );
}

const COUNT_OPERATORS: readonly AudienceOperator[] = ['at_least', 'at_most', 'more_than', 'less_than', 'is'];

function RecordsRow({
  rule,
  onChange,
  onRemove,
  ...shared
}: Shared & { rule: RecordsRule; onChange: (rule: RecordsRule) => void; onRemove: () => void }) {
  const kind = shared.catalogue.kinds.find(({ name }) => name === rule.of);
  const fields = kind?.fields ?? [];
  const amounts = fields.filter(({ type }) => type === 'money' || type === 'number');
  const last = rule.period && 'last' in rule.period ? rule.period.last : null;
  const isCompared = rule.measure === 'count' || rule.measure === 'sum';
  const summed = fields.find(({ name }) => name === rule.field);
  const measure = (next: Measure): void => {
    const { op: _op, value: _value, field: _field, test: _test, currency: _currency, ...rest } = rule;
    const amount = amounts[0];
    onChange({
      ...rest,
      measure: next,
      ...((next === 'count' || next === 'sum') && { op: 'at_least', value: next === 'count' ? 1 : '' }),
      ...(next === 'sum' && amount && { field: amount.name }),
      ...(next === 'sum' && isMoney(amount) && { currency: shared.currency }),
      ...(next === 'latest' && { test: { kind: 'all', nodes: [firstRule(fields, shared.currency)] } }),
    });
  };
  const within = (text: string, unit: PeriodUnit): void => {
    const { period: _before, ...rest } = rule;
    onChange(text.trim() === '' ? rest : { ...rest, period: { last: { amount: Number(text), unit } } });
  };
  return (
    <div className="rule-group">
      <div className="rule">
        <select
          aria-label={say.of}
          value={rule.of}
          onChange={({ target }) => onChange({ kind: 'records', of: target.value, measure: 'exists' })}
        >
          {shared.catalogue.kinds.map(({ name }) => (
            <option key={name} value={name}>
              {nameOf(name)}
            </option>
          ))}
        </select>
        <select
          aria-label={say.measure}
          value={rule.measure}
          onChange={({ target }) => measure(target.value as Measure)}
        >
          {shared.catalogue.measures.map((each) => (
            <option key={each} value={each}>
              {measures[each]}
            </option>
          ))}
        </select>
        {rule.measure === 'sum' && (
          <select
            aria-label={say.field}
            value={rule.field ?? ''}
            onChange={({ target }) => onChange({ ...rule, field: target.value })}
          >
            {amounts.map(({ name }) => (
              <option key={name} value={name}>
                {nameOf(name)}
              </option>
            ))}
          </select>
        )}
        {isCompared && (
          <>
            <select
              aria-label={say.operator}
              value={rule.op ?? 'at_least'}
              onChange={({ target }) => onChange({ ...rule, op: target.value as AudienceOperator })}
            >
              {COUNT_OPERATORS.map((op) => (
                <option key={op} value={op}>
                  {operators[op]}
                </option>
              ))}
            </select>
            <input
              aria-label={say.value}
              inputMode="decimal"
              size={8}
              value={String(rule.value ?? '')}
              onChange={({ target }) => {
                const isNumber = rule.measure === 'count' || summed?.type === 'number';
                const number = Number(target.value);
                onChange({
                  ...rule,
                  value: isNumber && target.value !== '' && !Number.isNaN(number) ? number : target.value,
                });
              }}
            />
            {rule.currency !== undefined && (
              <input
                aria-label={say.currency}
                size={4}
                maxLength={3}
                value={rule.currency}
                onChange={({ target }) => onChange({ ...rule, currency: target.value.toUpperCase() })}
              />
            )}
          </>
        )}
        <label>
          {say.within}{' '}
          <input
            inputMode="numeric"
            size={4}
            placeholder={say.anyTime}
            value={last === null ? '' : String(last.amount)}
            onChange={({ target }) => within(target.value, last?.unit ?? 'day')}
          />
        </label>
        {last !== null && (
          <select
            aria-label={say.within}
            value={last.unit}
            onChange={({ target }) => within(String(last.amount), target.value as PeriodUnit)}
          >
            {Object.entries(periodUnits).map(([unit, name]) => (
              <option key={unit} value={unit}>
                {name}
              </option>
            ))}
          </select>
        )}
        <RuleCount {...shared} />
        <button type="button" className="plain" onClick={onRemove}>
          {say.removeRule}
        </button>
      </div>
      {rule.test && (
        <RuleGroup
          {...shared}
          fields={fields}
          path={`${shared.path}.test`}
          isOfRecords
          group={rule.test}
          onChange={(test) => onChange({ ...rule, test })}
        />
      )}
      {rule.where ? (
        <RuleGroup
          {...shared}
          fields={fields}
          path={`${shared.path}.where`}
          isOfRecords
          group={rule.where}
          onChange={(where) => onChange({ ...rule, where })}
          onRemove={() => {
            const { where: _before, ...rest } = rule;
            onChange(rest);
          }}
        />
      ) : (
        <div className="row">
          <button
            type="button"
            className="plain"
            onClick={() =>
              onChange({ ...rule, where: { kind: 'all', nodes: [firstRule(fields, shared.currency)] } })
            }
          >
            {say.where}
          </button>
        </div>
      )}
    </div>
  );
}
