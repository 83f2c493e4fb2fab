/** Made at build time by schemas/build-validator.mjs. */
declare module 'plimsoll:configuration-validator' {
  interface AjvError {
    readonly instancePath: string;
    readonly keyword: string;
    readonly params: Readonly<Record<string, unknown>>;
    readonly message?: string;
  }
  export const validate: ((value: unknown) => boolean) & { errors?: readonly AjvError[] | null };
}
