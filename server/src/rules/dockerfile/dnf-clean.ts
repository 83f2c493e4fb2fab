import { defineRule } from '../../core/rule';
import { cacheLeft, callName, callSpan, rpmCache } from '../../languages/dockerfile/packages';
import { appendFix } from '../../languages/dockerfile/run-edits';

const CACHE = rpmCache(['dnf', 'tdnf'], ['/var/cache/dnf', '/var/cache/yum', '/var/cache/libdnf5', '/var/cache/tdnf']);

export default defineRule({
  id: 'dockerfile/dnf-clean',
  summary: 'Empty the cache of dnf in the RUN that fills it',
  category: 'performance',
  severity: 'information',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { hadolint: ['DL3040'], trivy: ['DS-0019'], droast: ['DF046'] },
  messages: {
    cache: '`{{command}}` leaves its cache in the image; end this RUN with `{{clean}}`',
  },
  notes: ['package-managers', 'image-layers'],
  lessons: ['D25'],
  docs: {
    why: 'What dnf downloads about repositories and packages stays in the layer that it was downloaded in; a later `RUN` that deletes it frees nothing.',
    invalid: [
      {
        code: 'FROM fedora:42\nRUN dnf install -y httpd\n',
        fixed: 'FROM fedora:42\nRUN dnf install -y httpd && dnf clean all\n',
      },
    ],
    valid: [
      { code: 'FROM fedora:42\nRUN dnf install -y httpd && dnf clean all\n' },
      { code: 'FROM fedora:42 AS build\nRUN dnf install -y httpd\nFROM scratch\nCOPY --from=build /usr/bin/true /\n' },
    ],
    references: [
      'https://docs.docker.com/build/building/best-practices/#run',
      'https://dnf.readthedocs.io/en/latest/command_ref.html',
    ],
  },
  check: (ctx) => ({
    Run(run) {
      const call = cacheLeft(ctx.doc, run, CACHE);
      if (!call) return;
      const clean = `${call.manager} clean all`;
      ctx.report({
        message: 'cache',
        span: callSpan(ctx.doc, call),
        data: { command: callName(call), clean },
        fixes: appendFix(ctx.doc, call.node, clean, 'safe'),
      });
    },
  }),
});
