import assert from 'node:assert/strict';
import { languageOfYaml } from '../../server/src/features/yaml-language';

describe('the language of a YAML text', () => {
  const manifests: Record<string, string> = {
    'a byte order mark': '\ufeffapiVersion: v1\nkind: Pod\n',
    'a byte order mark and CRLF': '\ufeffapiVersion: v1\r\nkind: Pod\r\n',
    'explicit keys': '? apiVersion\n: v1\n? kind\n: Pod\n',
    'JSON on one line': '{"kind":"Pod","apiVersion":"v1"}',
    'braces behind a separator': '--- {apiVersion: v1, kind: Pod}\n',
    'a list of objects': '[{apiVersion: v1, kind: Pod}]\n',
  };
  for (const [what, text] of Object.entries(manifests)) {
    it(`knows a manifest with ${what}`, () => assert.equal(languageOfYaml(text, 'app.yaml'), 'kubernetes'));
  }

  it('takes no text that mentions the keys for a manifest', () => {
    assert.equal(languageOfYaml('note: set apiVersion, then kind: Pod\n', 'notes.yaml'), undefined);
  });
});
