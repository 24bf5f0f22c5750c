/** Starts the way of a changed contact policy to what it defers. */
export interface ContactPolicyChangeInput {
  changeId: string;
}

export const contactPolicyChangeWorkflowId = (changeId: string) => `contact-policy-change/${changeId}`;
