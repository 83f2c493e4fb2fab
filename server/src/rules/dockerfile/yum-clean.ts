import { defineRule } from '../../core/rule';
import { cacheLeft, callName, callSpan, rpmCache } from '../../languages/dockerfile/packages';
import { appendFix } from '../../languages/dockerfile/run-edits';

const CACHE = rpmCache(['yum'], ['/var/cache/yum', '/var/cache/dnf']);

export default defineRule({
  id: 'dockerfile/yum-clean',
  summary: 'Empty the cache of yum in the RUN that fills it',
  category: 'performance',
  severity: 'information',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { hadolint: ['DL3032'], trivy: ['DS-0015'], droast: ['DF047'] },
  messages: {
    cache: '`{{command}}` leaves its cache in the image; end this RUN with `{{clean}}`',
  },
  notes: ['package-managers', 'image-layers'],
  lessons: ['D25'],
  docs: {
    why: 'What yum downloads about repositories and packages stays in the layer that it was downloaded in; a later `RUN` that deletes it frees nothing.',
    invalid: [
      {
        code: 'FROM centos:7\nRUN yum install -y httpd\n',
        fixed: 'FROM centos:7\nRUN yum install -y httpd && yum clean all\n',
      },
    ],
    valid: [
      { code: 'FROM centos:7\nRUN yum install -y httpd && yum clean all\n' },
      { code: 'FROM centos:7 AS build\nRUN yum install -y httpd\nFROM scratch\nCOPY --from=build /usr/bin/true /\n' },
    ],
    references: [
      'https://docs.docker.com/build/building/best-practices/#run',
      'https://man7.org/linux/man-pages/man8/yum.8.html',
    ],
  },
  check: (ctx) => ({
    Run(run) {
      const call = cacheLeft(ctx.doc, run, CACHE);
      if (!call) return;
      const clean = 'yum clean all';
      ctx.report({
        message: 'cache',
        span: callSpan(ctx.doc, call),
        data: { command: callName(call), clean },
        fixes: appendFix(ctx.doc, call.node, clean, 'safe'),
      });
    },
  }),
});
