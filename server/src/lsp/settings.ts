import type { Configuration, ConfiguredSeverity } from '../core/config';
import type { Settings } from './messages';

export const DEFAULT_SETTINGS: Settings = {
  enable: true,
  run: 'onType',
  configFile: '',
  kubernetesVersion: '',
  rules: {},
  codeAction: { disableRuleComment: { enable: true }, showDocumentation: { enable: true } },
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const SEVERITIES: readonly ConfiguredSeverity[] = ['off', 'hint', 'information', 'warning', 'error'];

/** Takes over what has the right type; everything else keeps its default. */
export function readSettings(value: unknown): Settings {
  if (!isObject(value)) return DEFAULT_SETTINGS;
  const action = isObject(value['codeAction']) ? value['codeAction'] : {};
  const enabled = (name: string): boolean => {
    const part = action[name];
    return !isObject(part) || part['enable'] !== false;
  };
  return {
    enable: value['enable'] !== false,
    run: value['run'] === 'onSave' ? 'onSave' : 'onType',
    configFile: typeof value['configFile'] === 'string' ? value['configFile'] : '',
    kubernetesVersion: readVersion(value['kubernetesVersion']),
    rules: readRules(value['rules']),
    codeAction: {
      disableRuleComment: { enable: enabled('disableRuleComment') },
      showDocumentation: { enable: enabled('showDocumentation') },
    },
  };
}

const readVersion = (value: unknown): string => (typeof value === 'string' && /^1\.\d{1,3}$/.test(value) ? value : '');

function readRules(value: unknown): Settings['rules'] {
  const out: Record<string, ConfiguredSeverity> = {};
  if (!isObject(value)) return out;
  for (const [name, severity] of Object.entries(value)) {
    const known = SEVERITIES.find((s) => s === severity);
    if (known) out[name] = known;
  }
  return out;
}

/** The settings as the strongest layer of a configuration. */
export const settingsLayer = (settings: Settings): Configuration => ({
  ...(settings.kubernetesVersion === '' ? {} : { kubernetesVersion: settings.kubernetesVersion }),
  rules: Object.fromEntries(
    Object.entries(settings.rules).map(([name, severity]) => [name, { severity, options: {} }]),
  ),
});
