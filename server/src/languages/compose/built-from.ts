/** What a Compose file can know of the Dockerfile that a service is built from: of the stage that `target` names, else of the last one. */
export interface BuiltFrom {
  /** Path in the workspace. */
  readonly path: string;
  /** Names of its stages in lower case, as BuildKit keeps them; stages without a name by their number. */
  readonly stages: readonly string[];
  /** What ARG declares, with the default where it is plain. */
  readonly args: ReadonlyMap<string, string | undefined>;
  /** The stage is there. The rest is unknown otherwise. */
  readonly hasTarget: boolean;
  /** Ports that EXPOSE lists, `8080/tcp`; undefined when a variable hides one. */
  readonly exposed: readonly string[] | undefined;
  readonly healthcheck: 'there' | 'disabled' | undefined;
  /** As written; undefined when the file says nothing, so that the base image decides. */
  readonly user: string | undefined;
  readonly entrypoint: string | undefined;
  readonly cmd: string | undefined;
}
