import { defineRule } from '../../core/rule';
import { cacheLeft, callName, callSpan, rpmCache } from '../../languages/dockerfile/packages';
import { appendFix } from '../../languages/dockerfile/run-edits';

const CACHE = rpmCache(['microdnf'], ['/var/cache/dnf', '/var/cache/yum', '/var/cache/libdnf5']);

export default defineRule({
  id: 'dockerfile/microdnf-clean',
  summary: 'Empty the cache of microdnf in the RUN that fills it',
  category: 'performance',
  severity: 'information',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { hadolint: ['DL3040'], trivy: ['DS-0027'] },
  messages: {
    cache: '`{{command}}` leaves its cache in the image; end this RUN with `{{clean}}`',
  },
  notes: ['package-managers', 'image-layers'],
  lessons: ['D25'],
  docs: {
    why: 'What microdnf downloads about repositories and packages stays in the layer that it was downloaded in; a later `RUN` that deletes it frees nothing.',
    invalid: [
      {
        code: 'FROM redhat/ubi9-minimal:9.6\nRUN microdnf install -y httpd\n',
        fixed: 'FROM redhat/ubi9-minimal:9.6\nRUN microdnf install -y httpd && microdnf clean all\n',
      },
    ],
    valid: [
      { code: 'FROM redhat/ubi9-minimal:9.6\nRUN microdnf install -y httpd && microdnf clean all\n' },
      {
        code: 'FROM redhat/ubi9-minimal:9.6 AS build\nRUN microdnf install -y httpd\nFROM scratch\nCOPY --from=build /usr/bin/true /\n',
      },
    ],
    references: [
      'https://docs.docker.com/build/building/best-practices/#run',
      'https://github.com/rpm-software-management/microdnf',
    ],
  },
  check: (ctx) => ({
    Run(run) {
      const call = cacheLeft(ctx.doc, run, CACHE);
      if (!call) return;
      const clean = 'microdnf clean all';
      ctx.report({
        message: 'cache',
        span: callSpan(ctx.doc, call),
        data: { command: callName(call), clean },
        fixes: appendFix(ctx.doc, call.node, clean, 'safe'),
      });
    },
  }),
});
