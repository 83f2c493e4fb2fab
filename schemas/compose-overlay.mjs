/**
 * What the schema of the package lacks, and what no JSON schema says: keys that came later, and how Compose reads values.
 * Facts only; SOURCES.md tells where they are from.
 */

/** `cast`: Compose turns strings at this place into another type, and refuses what cannot be. Paths inside a service. */
const CASTS = {
  bool: [
    'attach',
    'build.no_cache',
    'build.privileged',
    'build.pull',
    'env_file[].required',
    'init',
    'healthcheck.disable',
    'oom_kill_disable',
    'privileged',
    'read_only',
    'stdin_open',
    'tty',
    'depends_on.*.restart',
    'volumes[].bind.create_host_path',
    'volumes[].read_only',
    'volumes[].volume.nocopy',
    'post_start[].privileged',
    'pre_stop[].privileged',
  ],
  int: [
    'cpu_count',
    'cpu_period',
    'cpu_quota',
    'cpu_rt_period',
    'cpu_rt_runtime',
    'cpu_shares',
    'deploy.replicas',
    'deploy.update_config.parallelism',
    'deploy.rollback_config.parallelism',
    'deploy.restart_policy.max_attempts',
    'deploy.placement.max_replicas_per_node',
    'healthcheck.retries',
    'oom_score_adj',
    'pids_limit',
    'ports[].target',
    'scale',
    'ulimits.*',
    'ulimits.*.hard',
    'ulimits.*.soft',
  ],
  float: ['cpu_percent', 'cpus', 'deploy.update_config.max_failure_ratio', 'deploy.rollback_config.max_failure_ratio'],
};

/** The same of top-level resources. */
const RESOURCE_CASTS = {
  network: ['external', 'internal', 'attachable', 'enable_ipv4', 'enable_ipv6'],
  volume: ['external'],
  secret: ['external'],
  config: ['external'],
};

/** `format`: what a string must be, judged by languages/compose. Paths inside a service. */
const FORMATS = {
  duration: [
    'healthcheck.interval',
    'healthcheck.timeout',
    'healthcheck.start_period',
    'healthcheck.start_interval',
    'stop_grace_period',
    'deploy.update_config.delay',
    'deploy.update_config.monitor',
    'deploy.rollback_config.delay',
    'deploy.rollback_config.monitor',
    'deploy.restart_policy.delay',
    'deploy.restart_policy.window',
  ],
  bytes: [
    'mem_limit',
    'mem_reservation',
    'memswap_limit',
    'shm_size',
    'build.shm_size',
    'deploy.resources.limits.memory',
    'deploy.resources.reservations.memory',
    'volumes[].tmpfs.size',
    'blkio_config.device_read_bps[].rate',
    'blkio_config.device_write_bps[].rate',
  ],
  integer: [
    'deploy.resources.limits.pids',
    'deploy.resources.reservations.generic_resources[].discrete_resource_spec.value',
  ],
  count: ['mem_swappiness'],
  float: ['deploy.resources.limits.cpus', 'deploy.resources.reservations.cpus'],
  // A number or boolean that is no integer is made no string of.
  text: ['group_add[]'],
  mode: ['secrets[].mode', 'configs[].mode', 'build.secrets[].mode'],
};

/** Compose counts upwards from nothing here. */
const NOT_NEGATIVE = [
  'scale',
  'deploy.replicas',
  'deploy.update_config.parallelism',
  'deploy.rollback_config.parallelism',
  'deploy.restart_policy.max_attempts',
  'deploy.placement.max_replicas_per_node',
  'healthcheck.retries',
  'blkio_config.weight',
  'blkio_config.weight_device[].weight',
  'volumes[].tmpfs.mode',
];

/** The schema allows more types here than Compose can make something of. */
const NARROWER = {
  'blkio_config.weight': ['integer'],
  'blkio_config.weight_device[].weight': ['integer'],
  'volumes[].tmpfs.mode': ['number'],
  pid: ['string'],
};

const STRING_OR_LIST = { $ref: '#/definitions/string_or_list' };
const EXTENSIBLE = { additionalProperties: false, patternProperties: { '^x-': {} } };

/** @param {object} schema the package's; it is changed */
export function applyOverlay(schema) {
  const { definitions } = schema;
  const service = definitions.service.properties;
  const build = branchOf(service.build, 'object').properties;
  build.no_cache_filter = STRING_OR_LIST;
  build.provenance ??= { type: ['string', 'boolean'] };
  build.sbom ??= { type: ['string', 'boolean'] };
  definitions.development.properties.watch.items.properties.initial_sync ??= { type: 'boolean' };
  branchOf(service.models, 'object').patternProperties['^[a-zA-Z0-9._-]+$'].type = ['object', 'null'];
  service.pre_start ??= {
    type: 'array',
    description: 'Commands to run to completion, each in a container of its own, before the service starts.',
    items: preStart(definitions.service_hook),
  };
  build.ulimits = withoutStrings(definitions.ulimits);
  for (const [cast, paths] of Object.entries(CASTS)) {
    for (const path of paths) for (const at of find(schema, definitions.service, path)) at.cast = cast;
  }
  for (const [name, keys] of Object.entries(RESOURCE_CASTS)) {
    for (const key of keys) for (const at of find(schema, definitions[name], key)) at.cast = 'bool';
  }
  for (const [format, paths] of Object.entries(FORMATS)) {
    for (const path of paths) for (const at of find(schema, definitions.service, path)) at.format = format;
  }
  for (const [path, type] of Object.entries(NARROWER)) {
    for (const at of find(schema, definitions.service, path)) at.type = type;
  }
  for (const path of NOT_NEGATIVE) for (const at of find(schema, definitions.service, path)) at.minimum = 0;
  for (const path of ['secrets[]', 'configs[]', 'build.secrets[]']) {
    for (const at of find(schema, definitions.service, path)) {
      const mapping = (at.oneOf ?? []).find(({ type }) => type === 'object');
      if (mapping) mapping.required = ['source'];
    }
  }
  // A name, `=` or else `:`, and an address.
  definitions.extra_hosts.oneOf.find(({ type }) => type === 'array').items.pattern = '^(?:[^=:].*[=:]|:.*=)';
  branchOf(definitions.include, 'object').properties.project_directory.type = ['string', 'integer'];
  definitions.command.oneOf.find(({ type }) => type === 'string').format = 'command';
  const device = service.devices.items.oneOf;
  device.find(({ type }) => type === 'string').format = 'device';
  device.find(({ type }) => type === 'object').required = ['source', 'target'];
  service.storage_opt.patternProperties = { '': { type: ['string', 'number', 'boolean', 'null'], format: 'text' } };
  build.additional_contexts = {
    oneOf: [
      { type: 'object', patternProperties: { '': { type: 'string' } } },
      { type: 'array', items: { type: 'string', pattern: '=' } },
    ],
  };
  // A service or a resource may be named twice in most lists: Compose keeps one. Here it refuses.
  branchOf(service.depends_on, undefined).distinct = true;
  branchOf(service.networks, undefined).distinct = true;
  branchOf(service.models, undefined).distinct = true;
  for (const key of ['external_links', 'volumes_from', 'security_opt', 'group_add']) service[key].distinct = true;
  service.device_cgroup_rules = { type: 'array', items: { type: 'string' }, distinct: true };
  definitions.extra_hosts.oneOf.find(({ type }) => type === 'array').distinct = true;
  build.ssh = distinctCopy(definitions.list_or_dict);
  branchOf(build.ssh, 'array').items = { type: 'string', pattern: '^default$|=' };
  definitions.service_hook.properties.environment = distinctCopy(definitions.list_or_dict);
  branchOf(service.volumes.items, 'object').properties.volume.properties.labels = distinctCopy(
    definitions.list_or_dict,
  );
  for (const { properties } of [definitions.devices.items, branchOf(definitions.gpus, 'array').items]) {
    properties.options = distinctCopy(definitions.list_or_dict);
    for (const key of ['capabilities', 'device_ids'])
      properties[key] = { ...definitions.list_of_strings, distinct: true };
  }
  for (const name of ['volume', 'secret', 'config']) {
    definitions[name].properties.labels = distinctCopy(definitions.list_or_dict);
  }
  const watch = definitions.development.properties.watch.items.properties;
  for (const key of ['ignore', 'include']) {
    watch[key] = { oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, distinct: true }] };
  }
}

/** The same alternatives, of which the list may name nothing twice. */
const distinctCopy = (schema) => ({
  ...schema,
  oneOf: schema.oneOf.map((branch) => (branch.type === 'array' ? { ...branch, distinct: true } : branch)),
});

/** A copy in which every integer has to be written as one. */
const withoutStrings = (schema) =>
  JSON.parse(JSON.stringify(schema), (key, value) =>
    key === 'type' && value.includes?.('integer') ? 'integer' : value,
  );

function preStart(hook) {
  const { required: _, ...rest } = hook;
  return {
    ...rest,
    properties: { ...hook.properties, image: { type: 'string' }, per_replica: { type: ['boolean', 'string'] } },
    ...EXTENSIBLE,
  };
}

/** The alternative of a type; without one, the list of names, made a definition of its own. */
function branchOf(schema, type) {
  if (type !== undefined) return schema.oneOf.find((branch) => branch.type === type);
  const own = { type: 'array', items: { type: 'string' } };
  schema.oneOf = schema.oneOf.map((branch) => (branch.$ref ? own : branch));
  return own;
}

/** The places that a path leads to, through references and alternatives. */
function find(schema, from, path) {
  let at = [from];
  for (const step of path.replaceAll('[]', '.[]').split('.')) {
    at = at.flatMap((place) => open(schema, place)).flatMap((place) => into(place, step));
    if (at.length === 0) throw new Error(`the schema has no ${path}`);
  }
  return at.map((place) => (place.$ref ? open(schema, place)[0] : place));
}

function into(place, step) {
  if (step === '[]') return place.items ? [place.items] : [];
  if (step === '*')
    return Object.values(place.patternProperties ?? {}).filter((value) => Object.keys(value).length > 0);
  const found = place.properties?.[step];
  return found ? [found] : [];
}

function open(schema, place) {
  if (place.$ref) return open(schema, schema.definitions[place.$ref.slice(place.$ref.lastIndexOf('/') + 1)]);
  const branches = place.oneOf ?? place.anyOf;
  return branches ? branches.flatMap((branch) => open(schema, branch)) : [place];
}
