import { assignLabel, removeLabel } from '../../../commands/customers/assign-label.ts';
import { createLabel, createLabelGroup } from '../../../commands/customers/create-label.ts';
import { updateLabel, updateLabelGroup } from '../../../commands/customers/update-label.ts';
import { labelOperations } from '../../../contracts/customers/labels.ts';
import { handle, operationOf } from '../../handle.ts';

/** Routes of labels and what they are on. */
export const labelRoutes = [
  handle(operationOf(labelOperations, 'listLabelGroups'), ({ deps, actor, query }) =>
    deps.store.labels.listGroups(deps.db, actor, query),
  ),
  handle(operationOf(labelOperations, 'createLabelGroup'), ({ deps, actor, body }) =>
    createLabelGroup(deps, actor, body),
  ),
  handle(operationOf(labelOperations, 'updateLabelGroup'), ({ deps, actor, params, body }) =>
    updateLabelGroup(deps, actor, { ...body, ...params }),
  ),
  handle(operationOf(labelOperations, 'createLabel'), ({ deps, actor, params, body }) =>
    createLabel(deps, actor, { ...body, ...params }),
  ),
  handle(operationOf(labelOperations, 'updateLabel'), ({ deps, actor, params, body }) =>
    updateLabel(deps, actor, { ...body, ...params }),
  ),
  handle(operationOf(labelOperations, 'labelCustomer'), ({ deps, actor, params }) =>
    assignLabel(deps, actor, { entity: 'customer', targetId: params.customerId, labelId: params.labelId }),
  ),
  handle(operationOf(labelOperations, 'unlabelCustomer'), ({ deps, actor, params }) =>
    removeLabel(deps, actor, { entity: 'customer', targetId: params.customerId, labelId: params.labelId }),
  ),
  handle(operationOf(labelOperations, 'labelInvoice'), ({ deps, actor, params }) =>
    assignLabel(deps, actor, { entity: 'invoice', targetId: params.invoiceId, labelId: params.labelId }),
  ),
  handle(operationOf(labelOperations, 'unlabelInvoice'), ({ deps, actor, params }) =>
    removeLabel(deps, actor, { entity: 'invoice', targetId: params.invoiceId, labelId: params.labelId }),
  ),
];
