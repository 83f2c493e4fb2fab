import { parseYaml } from './tree';

/** What a YAML text says as plain data; what cannot be read of it is left out. */
export const yamlData = (text: string): unknown => parseYaml(text).value;
