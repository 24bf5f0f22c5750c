import { assignLabel, removeLabel } from '../../../commands/customers/assign-label.ts';
import { createLabel, createLabelGroup } from '../../../commands/customers/create-label.ts';
import { updateLabel, updateLabelGroup } from '../../../commands/customers/update-label.ts';
import { labelOperations } from '../../../contracts/customers/labels.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of labels and what they are on. */
export const labelRoutes = routesOf(labelOperations, {
  listLabelGroups: ({ deps, actor, query }) => deps.store.labels.listGroups(deps.db, actor, query),
  createLabelGroup: ({ deps, actor, body }) => createLabelGroup(deps, actor, body),
  updateLabelGroup: ({ deps, actor, params, body }) => updateLabelGroup(deps, actor, { ...body, ...params }),
  createLabel: ({ deps, actor, params, body }) => createLabel(deps, actor, { ...body, ...params }),
  updateLabel: ({ deps, actor, params, body }) => updateLabel(deps, actor, { ...body, ...params }),
  labelCustomer: ({ deps, actor, params }) =>
    assignLabel(deps, actor, { entity: 'customer', targetId: params.customerId, labelId: params.labelId }),
  unlabelCustomer: ({ deps, actor, params }) =>
    removeLabel(deps, actor, { entity: 'customer', targetId: params.customerId, labelId: params.labelId }),
  labelInvoice: ({ deps, actor, params }) =>
    assignLabel(deps, actor, { entity: 'invoice', targetId: params.invoiceId, labelId: params.labelId }),
  unlabelInvoice: ({ deps, actor, params }) =>
    removeLabel(deps, actor, { entity: 'invoice', targetId: params.invoiceId, labelId: params.labelId }),
});
