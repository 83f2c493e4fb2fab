import { defineRule } from '../../core/rule';
import { addOption, callSpan, leavesInImage, mentions, packageCalls } from '../../languages/dockerfile/packages';
import { rootImage } from '../../languages/dockerfile/shells';
import { officialName } from '../../languages/image/reference';

/** Their gemrc says `--no-document` already; so may that of an image which is not known. */
const CONFIGURED = new Set(['ruby', 'jruby']);

export default defineRule({
  id: 'dockerfile/gem-no-document',
  summary: 'Install gems without their documentation',
  category: 'performance',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'always',
  local: true,
  messages: {
    documents: '`gem install` builds documentation that nobody reads here; add `--no-document`',
  },
  notes: ['package-managers'],
  lessons: ['D25'],
  docs: {
    why: 'gem builds the HTML and ri pages of every gem that it installs: time in the build, and weight in the image. The official Ruby images switch it off themselves.',
    invalid: [
      {
        code: 'FROM debian:bookworm\nRUN gem install bundler\n',
        fixed: 'FROM debian:bookworm\nRUN gem install --no-document bundler\n',
      },
    ],
    valid: [{ code: 'FROM ruby:3.4\nRUN gem install bundler\n' }],
    references: ['https://guides.rubygems.org/command-reference/#gem-install'],
  },
  check: (ctx) => ({
    Run(run) {
      const stage = ctx.doc.stageOf(run);
      if (!stage || !leavesInImage(ctx.doc, run)) return;
      const image = rootImage(ctx.doc, stage);
      const official = image && officialName(image);
      if (official === undefined || CONFIGURED.has(official)) return;
      for (const call of packageCalls(ctx.doc, run)) {
        if (call.manager !== 'gem' || call.action !== 'install' || call.hasUnknownWords) continue;
        if (
          call.has('--no-document', '-N', '--document', '--no-doc', '--no-rdoc', '--no-ri') ||
          mentions(ctx.doc, 'gemrc')
        )
          continue;
        ctx.report({
          message: 'documents',
          span: callSpan(ctx.doc, call),
          fixes: [
            {
              title: 'Add --no-document',
              safety: 'safe',
              edits: () => [addOption(call.node, call.flagInsertAt, '--no-document')],
            },
          ],
        });
      }
    },
  }),
});
