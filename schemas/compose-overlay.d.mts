/** Completes the schema of the package in place. */
export function applyOverlay(schema: object): void;
