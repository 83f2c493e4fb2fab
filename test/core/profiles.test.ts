import assert from 'node:assert/strict';
import { DOCUMENTED_RULES } from '../../server/src/rules/index.generated';

/** The controls of the Pod Security Standards, as the fixtures of the admission controller name them. */
const BASELINE = [
  'apparmorprofile',
  'capabilities_baseline',
  'hostnamespaces',
  'hostpathvolumes',
  'hostports',
  'hostprobesandhostlifecycle',
  'privileged',
  'procmount',
  'seccompprofile_baseline',
  'selinuxoptions',
  'sysctls',
  'windowshostprocess',
].map((name) => `baseline/${name}`);

const RESTRICTED_VOLUMES = 'restricted/restrictedvolumes';

const RESTRICTED = [
  'allowprivilegeescalation',
  'capabilities_restricted',
  'restrictedvolumes',
  'runasnonroot',
  'runasuser',
  'seccompprofile_restricted',
].map((name) => `restricted/${name}`);

type Profile = NonNullable<(typeof DOCUMENTED_RULES)[number]['profiles']>[number];

const rulesIn = (profile: Profile) => DOCUMENTED_RULES.filter((rule) => rule.profiles?.includes(profile) === true);

const controlsOf = (rules: readonly (typeof DOCUMENTED_RULES)[number][]): readonly string[] =>
  [...new Set(rules.flatMap((rule) => rule.equivalents?.pss ?? []))].sort();

describe('the profiles of the Pod Security Standards', () => {
  it('hold exactly the rules that are controls', () => {
    const controls = (names: readonly string[]) =>
      DOCUMENTED_RULES.filter((rule) => rule.equivalents?.pss?.some((name) => names.includes(name)) === true);
    const ids = (rules: readonly { readonly id: string }[]) => rules.map(({ id }) => id).sort();
    assert.deepEqual(ids(rulesIn('pod-security-baseline')), ids(controls(BASELINE)));
    assert.deepEqual(ids(rulesIn('pod-security-restricted')), ids(controls([...BASELINE, ...RESTRICTED])));
  });

  it('cover every control, and name no other', () => {
    // `hostPath` breaks a control of each level, and one rule reports it.
    const baseline = controlsOf(rulesIn('pod-security-baseline')).filter((name) => name !== RESTRICTED_VOLUMES);
    assert.deepEqual(baseline, BASELINE);
    assert.deepEqual(controlsOf(rulesIn('pod-security-restricted')), [...BASELINE, ...RESTRICTED]);
    assert.deepEqual(controlsOf(DOCUMENTED_RULES), [...BASELINE, ...RESTRICTED]);
  });
});

describe('the profile nsa', () => {
  it('holds what the hardening guide asks of pods', () => {
    const ids = rulesIn('nsa').map(({ id }) => id);
    for (const name of [
      'no-privileged',
      'no-host-path',
      'require-run-as-non-root',
      'read-only-root-filesystem',
      'drop-all-capabilities',
      'require-seccomp-profile',
      'require-no-privilege-escalation',
      'no-automount-service-account-token',
      'require-memory-limit',
      'rbac-wildcard',
    ])
      assert.ok(ids.includes(`kubernetes/${name}`), name);
  });
});
