import type { YamlPath } from '../query';

/** `spec.template.spec.containers[0].image`; keys that hold a dot stand in quotes. */
export function wordsForPath(path: YamlPath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (step === '' || /[.[\]\s]/.test(step)) text += `[${JSON.stringify(step)}]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text;
}
