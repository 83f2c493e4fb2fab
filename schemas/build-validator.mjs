/**
 * An esbuild plugin: `import { validate } from 'plimsoll:configuration-validator'` gives the validator of schemas/plimsoll.schema.json,
 * compiled by ajv at build time, so that the product holds no `new Function`.
 */
import { readFile } from 'node:fs/promises';
import Ajv from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';

export function configurationValidator() {
  return {
    name: 'configuration-validator',
    setup(build) {
      build.onResolve({ filter: /^plimsoll:configuration-validator$/ }, () => ({
        path: 'validator',
        namespace: 'plimsoll',
      }));
      build.onLoad({ filter: /.*/, namespace: 'plimsoll' }, async () => {
        const schema = JSON.parse(await readFile('schemas/plimsoll.schema.json', 'utf8'));
        // Rules and their options are checked by what the rules themselves declare (core/config.ts); a validator that spelt out
        // each of them would be larger than all rules together.
        if (schema.definitions?.rules) delete schema.definitions.rules.properties;
        const ajv = new Ajv.default({ allErrors: true, strict: false, code: { source: true, esm: true } });
        const contents = standaloneCode.default(ajv, { validate: ajv.compile(schema) && schema.$id });
        return { contents, loader: 'js', resolveDir: process.cwd(), watchFiles: ['schemas/plimsoll.schema.json'] };
      });
    },
  };
}
