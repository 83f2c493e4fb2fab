import { officialName } from '../../image/reference';
import type { DockerfileFacts } from '../facts';
import type { DockerfileDocument } from '../model';
import { splitGo } from './go';
import { isNodeProject, splitNode } from './node';
import { commonObstacle, type Split, type SplitRepair, type SplitSite } from './plan';
import { isPipProject, splitPython } from './python';
import { type Shipped, startOf } from './shipped';
import { splitFix } from './writer';

/** The repair of a file that builds and ships in one stage, or the reason why there is none. */
export function splitRepair(doc: DockerfileDocument, shipped: Shipped, facts: DockerfileFacts): SplitRepair {
  const site: SplitSite = { doc, facts, shipped, stage: shipped.last, start: startOf(doc, shipped.last) };
  const obstacle = commonObstacle(site);
  const split = obstacle === undefined ? splitOf(site) : { reason: obstacle };
  return 'reason' in split
    ? { fixes: [], noFix: split.reason }
    : { fixes: split.plans.map((plan) => splitFix(site, plan)), noFix: undefined };
}

function splitOf(site: SplitSite): Split {
  if (officialName(site.shipped.image) === 'golang') return splitGo(site);
  if (isPipProject(site)) return splitPython(site);
  if (isNodeProject(site)) return splitNode(site);
  return { reason: 'only npm, pip and Go builds are split for you so far' };
}
