/** Started by the Temporal Schedule of an automation at the moments of its passes and at its end. */
export interface AutomationTickInput {
  automationId: string;
}

export const automationScheduleId = (automationId: string) => `automation/${automationId}`;
