/** The text of a new configuration file, for `plimsoll init` and the editor's command. */
export const starterConfiguration = (): string => `# Plimsoll: which rules run, and how severe their findings are.
# Every rule: \`plimsoll rules\`; one of them: \`plimsoll explain dockerfile/no-latest-tag\`.

profiles: [recommended] # or strict, all

# off, hint, information, warning or error; for a rule, a category or a language
rules: {}
#   dockerfile/no-latest-tag: error
#   style: 'off'

# The release of Kubernetes to judge manifests by; without it the newest that is known
# kubernetesVersion: '1.33'

# Files that are left alone
ignore: []
#   - vendor/**
`;
