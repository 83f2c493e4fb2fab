import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import type { ComposeFacts } from '../../languages/compose/facts';
import { healthcheckOf } from '../../languages/compose/healthcheck';
import { basesBringNoCheck, checkFor, officialImage } from '../../languages/compose/images';
import { isGiven, once } from '../../languages/compose/own';
import { dependenciesOf } from '../../languages/compose/references';
import type { Service } from '../../languages/compose/service';
import { asMap, type Value } from '../../languages/compose/tree';
import { insertEntry, replaceValue } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/depends-on-health',
  aka: ['compose/healthy-without-healthcheck'],
  summary: 'Wait for the health of services that have a health check',
  category: 'reliability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: {
    none: '`{{name}}` waits until `{{target}}` is healthy, but `{{target}}` has no healthcheck here; add one',
    disabled: '`{{name}}` waits until `{{target}}` is healthy, but its healthcheck is disabled; enable it',
  },
  notes: ['compose-start-order'],
  lessons: ['C10'],
  docs: {
    why: 'With `condition: service_healthy` Compose waits for the health check of the other service. Without one it gives up: "container has no healthcheck configured". The image may bring a check; the official images of Docker Hub bring none, so only those are reported, images that are built upon them without a HEALTHCHECK, and services whose check is disabled.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: example.com/shop:3\n    depends_on:\n      db:\n        condition: service_healthy\n  db:\n    image: postgres:18\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: example.com/shop:3\n    depends_on:\n      db:\n        condition: service_healthy\n  db:\n    image: postgres:18\n    healthcheck:\n      test: ["CMD-SHELL", "pg_isready"]\n',
      },
    ],
    fixSafety:
      'A new health check runs every few seconds. Waiting for the start only lets the service begin before the other one is ready.',
    references: [
      'https://docs.docker.com/compose/how-tos/startup-order/',
      'https://docs.docker.com/reference/compose-file/services/#depends_on',
    ],
  },
  check: (ctx) => {
    const first = once();
    return {
      Service(service) {
        const { fragment, whole, project } = ctx.facts;
        if (fragment || !whole || !project.complete) return;
        for (const { name, condition, conditionSpan, reference } of dependenciesOf(service)) {
          if (name === undefined || condition !== 'service_healthy' || !conditionSpan) continue;
          const target = project.service(name);
          const state = target ? stateOf(target, ctx.facts) : undefined;
          if (!target || !state || !first(conditionSpan)) continue;
          const own = ctx.doc.services.find((one) => one.name === name);
          const data = { name: shown(service.name), target: shown(name) };
          const wait = startOnly(asMap(reference.more)?.get('condition'));
          const add = state === 'none' && own ? addition(own, target) : [];
          ctx.report({ message: state, span: conditionSpan, data, fixes: [...add, ...wait] });
        }
      },
    };
  },
});

/** What keeps a service from ever being healthy; undefined when nothing does, or it is not known. */
function stateOf(target: Service, facts: ComposeFacts): 'none' | 'disabled' | undefined {
  const value = target.get('healthcheck');
  if (value && value.kind !== 'map') return undefined;
  const check = healthcheckOf(target);
  if (check?.disabled) return 'disabled';
  if (check?.test || target.has('provider')) return undefined;
  if (!target.has('build')) return officialImage(target.text('image')) ? 'none' : undefined;
  const built = facts.builtFrom(target);
  if (!built?.hasTarget || built.healthcheck === 'there') return undefined;
  if (built.healthcheck === 'disabled') return 'disabled';
  const text = facts.workspace?.files.text(built.path);
  return typeof text === 'string' && basesBringNoCheck(text) ? 'none' : undefined;
}

function addition(own: Service, target: Service): readonly Fix[] {
  const check = checkFor(target.text('image'));
  const node = own.value?.node;
  if (!check || !node || isGiven(own.get('healthcheck'))) return [];
  const text = `healthcheck:\n  test: ${check.test}\n  interval: 5s\n  timeout: 3s\n  retries: 10`;
  const title = `Add a ${check.name} healthcheck to ${own.name}`;
  return [fix(title, 'unsafe', () => insertEntry(node, text))];
}

function startOnly(condition: Value | undefined): readonly Fix[] {
  if (condition?.kind !== 'scalar' || condition.hasVariable || !condition.node) return [];
  const { node } = condition;
  const edits = () => replaceValue(node, 'service_started', 'go-yaml-3');
  return [fix('Wait for start only (changes behaviour)', 'unsafe', edits)];
}
