import type {
  AudienceGroup,
  AudienceNode,
  FieldRule,
  RecordsRule,
} from '../../contracts/automations/audiences.ts';

/** A rule of a tree, and where it stands. `isNegated`: an odd number of `none` groups is around it. */
export interface PlacedRule {
  path: string;
  rule: FieldRule | RecordsRule;
  isNegated: boolean;
}

/** The rules of a tree in its order; conditions inside of a rule are part of it. */
export function rulesOf(tree: AudienceGroup, path: string): PlacedRule[] {
  const placed: PlacedRule[] = [];
  const visit = ({ kind, nodes }: AudienceGroup, at: string, isInside: boolean): void => {
    const isNegated = kind === 'none' ? !isInside : isInside;
    nodes.forEach((node: AudienceNode, index) => {
      const place = `${at}.nodes[${index}]`;
      if (node.kind === 'field' || node.kind === 'records')
        placed.push({ path: place, rule: node, isNegated });
      else visit(node, place, isNegated);
    });
  };
  visit(tree, path, false);
  return placed;
}
