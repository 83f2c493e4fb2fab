import assert from 'node:assert/strict';
import { languageOfYaml } from '../../../server/src/features/yaml-language';

const language = (text: string): string | undefined => languageOfYaml(text, 'compose.yaml');

describe('compose templates', () => {
  it('leaves alone what another tool fills in first', () => {
    assert.equal(language('services:\n  web:\n    image: {{ image }}\n'), undefined);
    assert.equal(language('services:\n{% if web %}\n  web:\n    image: nginx\n{% endif %}\n'), undefined);
  });

  it('judges braces in quotes and comments', () => {
    assert.equal(language('services:\n  web:\n    image: "nginx:{{ tag }}"\n'), 'compose');
    assert.equal(language('# {{ tag }}\nservices:\n  web:\n    image: nginx # {% x %}\n'), 'compose');
  });
});
