/** The shape of the variables, for checking names before anything is rendered. Mirrors `Variables`. */
export type VariableShape =
  | { readonly kind: 'value' }
  /** Any key is known: the custom properties. */
  | { readonly kind: 'map' }
  | { readonly kind: 'object'; readonly fields: Readonly<Record<string, VariableShape>> }
  | { readonly kind: 'list'; readonly item: VariableShape };

const VALUE: VariableShape = { kind: 'value' };

/** Which form a number takes in the language of the words: one of them holds. */
const PLURAL = values('zero', 'one', 'two', 'few', 'many', 'other');

const INVOICE: VariableShape = {
  kind: 'object',
  fields: {
    ...values(
      'number',
      'issuedOn',
      'dueOn',
      'amount',
      'balance',
      'credit',
      'net',
      'currency',
      'daysOverdue',
      'daysUntilDue',
      'poNumber',
      'payUrl',
      'pdfUrl',
    ).fields,
    daysOverdueIs: PLURAL,
    daysUntilDueIs: PLURAL,
  },
};

/** Every variable a template may name (M2, M3). */
export const KNOWN_VARIABLES: VariableShape = {
  kind: 'object',
  fields: {
    customer: {
      kind: 'object',
      fields: {
        ...values('name', 'externalId', 'locale', 'currency', 'zone').fields,
        properties: { kind: 'map' },
      },
    },
    contact: values('name', 'firstName', 'greetingName', 'fullName', 'email', 'phone', 'title'),
    balance: {
      kind: 'object',
      fields: {
        ...values(
          'total',
          'overdue',
          'notYetDue',
          'credit',
          'net',
          'grossOpen',
          'invoiceCount',
          'overdueCount',
        ).fields,
        invoiceCountIs: PLURAL,
        overdueCountIs: PLURAL,
        aging: values('current', 'd1to30', 'd31to60', 'd61to90', 'd91plus'),
      },
    },
    invoices: { kind: 'list', item: INVOICE },
    invoice: INVOICE,
    sender: values('name', 'email', 'signatureHtml', 'signatureText'),
    organisation: values('name'),
    today: VALUE,
    unsubscribeUrl: VALUE,
  },
};

/** Where a name leads: the scope it was found in (0 = root), the keys from there, and what stands at the end. */
export type VariablePath = { depth: number; keys: readonly string[]; shape: VariableShape };

/**
 * Looks a dotted name up, innermost scope first, as Mustache does.
 *
 * @param scopes shapes of the enclosing sections, the root first
 * @returns undefined when the name is not known
 */
export function findVariable(name: string, scopes: readonly VariableShape[]): VariablePath | undefined {
  for (let depth = scopes.length - 1; depth >= 0; depth -= 1) {
    const found = walk(name.split('.'), scopes[depth]!);
    if (found) return { depth, ...found };
  }
  return undefined;
}

function walk(names: string[], from: VariableShape): Omit<VariablePath, 'depth'> | undefined {
  const keys: string[] = [];
  let shape = from;
  for (const [index, name] of names.entries()) {
    if (shape.kind === 'map') {
      // The key of a custom property may hold dots itself.
      const key = names.slice(index).join('.');
      return key === '' ? undefined : { keys: [...keys, key], shape: VALUE };
    }
    if (shape.kind !== 'object' || !Object.hasOwn(shape.fields, name)) return undefined;
    shape = shape.fields[name]!;
    keys.push(name);
  }
  return { keys, shape };
}

function values(...names: string[]): { kind: 'object'; fields: Record<string, VariableShape> } {
  return { kind: 'object', fields: Object.fromEntries(names.map((name) => [name, VALUE])) };
}
