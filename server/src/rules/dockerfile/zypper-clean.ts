import { defineRule } from '../../core/rule';
import { cacheLeft, callName, callSpan, rpmCache } from '../../languages/dockerfile/packages';
import { appendFix } from '../../languages/dockerfile/run-edits';

const CACHE = rpmCache(['zypper'], ['/var/cache/zypp', '/var/cache/zypper']);

export default defineRule({
  id: 'dockerfile/zypper-clean',
  summary: 'Empty the cache of zypper in the RUN that fills it',
  category: 'performance',
  severity: 'information',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { hadolint: ['DL3036'], trivy: ['DS-0020'], droast: ['DF045'] },
  messages: {
    cache: '`{{command}}` leaves its cache in the image; end this RUN with `{{clean}}`',
  },
  notes: ['package-managers', 'image-layers'],
  lessons: ['D25'],
  docs: {
    why: 'What zypper downloads about repositories and packages stays in the layer that it was downloaded in; a later `RUN` that deletes it frees nothing.',
    invalid: [
      {
        code: 'FROM opensuse/leap:15.6\nRUN zypper -n install httpd\n',
        fixed: 'FROM opensuse/leap:15.6\nRUN zypper -n install httpd && zypper clean --all\n',
      },
    ],
    valid: [
      { code: 'FROM opensuse/leap:15.6\nRUN zypper -n install httpd && zypper clean --all\n' },
      {
        code: 'FROM opensuse/leap:15.6 AS build\nRUN zypper -n install httpd\nFROM scratch\nCOPY --from=build /usr/bin/true /\n',
      },
    ],
    references: [
      'https://docs.docker.com/build/building/best-practices/#run',
      'https://en.opensuse.org/SDB:Zypper_manual',
    ],
  },
  check: (ctx) => ({
    Run(run) {
      const call = cacheLeft(ctx.doc, run, CACHE);
      if (!call) return;
      const clean = 'zypper clean --all';
      ctx.report({
        message: 'cache',
        span: callSpan(ctx.doc, call),
        data: { command: callName(call), clean },
        fixes: appendFix(ctx.doc, call.node, clean, 'safe'),
      });
    },
  }),
});
