import assert from 'node:assert/strict';
import { isTemplateText } from '../../../server/src/languages/yaml/template';

describe('templates', () => {
  for (const text of [
    'name: {{ .Release.Name }}\n',
    '{{- if .Values.a }}\na: 1\n{{- end }}\n',
    '{% for a in b %}\n- {{ a }}\n{% endfor %}\n',
    'a: |\n  text\nb: {{ c }}\n',
    '- a: |\n    text\n  b: {{ c }}\n',
    'a: |\n  text\n{{ c }}\n',
    'a: x\r\nb: {{ c }}\r\n',
  ])
    it(`sees one in ${JSON.stringify(text)}`, () => assert.equal(isTemplateText(text), true));

  for (const text of [
    'name: shop\n',
    'name: "{{ .Release.Name }}"\n',
    "a: '{{ b }}'\n",
    'a: 1 # {{ b }}\n',
    'a: |\n  {{ b }}\n\n  {{ c }}\nd: 1\n',
    'a: >2-\n  {{ b }}\n',
    '- a: |\n    {{ b }}\n  c: 1\n',
    '- |\n  {{ b }}\n- 1\n',
    'a: !tag &x |+ # text\n  {{ b }}\n',
    'a: |\r\n  {{ b }}\r\n',
    'a: {b: {c: 1}}\n',
  ])
    it(`sees none in ${JSON.stringify(text)}`, () => assert.equal(isTemplateText(text), false));

  it('takes time that grows with the length alone', () => {
    for (const unit of ['- !- ', ': !a ', '{', '[|>', '{ {', '  ']) isTemplateText(`${unit.repeat(300_000)}{{`);
  });
});
