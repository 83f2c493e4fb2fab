import { defineRule } from '../../core/rule';
import { effectiveService } from '../../languages/compose/facts';
import { shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/networks-not-set',
  summary: 'Choose the networks of every service',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: 'facts',
  equivalents: { kics: ['ce14a68b-1668-41a0-ab7d-facd9f784742'] },
  messages: { missing: '`{{service}}` is in the default network with all others; give it networks of its own' },
  notes: ['compose-networks'],
  lessons: ['C03'],
  docs: {
    why: 'Without `networks` every service can call every other one. With a network for each pair that has to talk, a service that is broken into reaches only its neighbours.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    user: "1000"\n' }],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    networks: [front]\nnetworks:\n  front:\n' }],
    references: [
      'https://docs.docker.com/reference/compose-file/networks/',
      'https://docs.docker.com/compose/how-tos/networking/',
    ],
  },
  check: (ctx) => ({
    Service(service) {
      const { whole, project } = ctx.facts;
      if (!whole || !project.complete || !(service.has('image') || service.has('build'))) return;
      const found = effectiveService(service, ctx.facts);
      if (found.has('networks') || found.has('network_mode')) return;

      ctx.report({ message: 'missing', span: service.nameSpan, data: { service: shown(service.name) } });
    },
  }),
});
