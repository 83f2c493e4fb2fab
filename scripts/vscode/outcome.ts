import type { Page } from 'playwright-core';
import { Failure } from './common';

export interface Outcome {
  readonly passed: number;
  readonly failed: number;
}

export interface SuiteOptions {
  /** Only tests whose full title contains this. */
  readonly grep?: string;
  readonly host: 'node' | 'web';
  /** Whether the workspace is trusted; it is in Restricted Mode otherwise. */
  readonly trusted: boolean;
  readonly timeoutSeconds?: number;
}

/** The suite prints this with its counts as the last thing it does (test/vscode/main.ts). */
const mark = 'plimsoll-suite ';

// VS Code's own log lines come through the same channel as the suite's output.
const noise =
  /^(Resolv|Creating a socket|\[reconnection-grace|\[remote-connection|Updating additional builtin|\[AgentHost|\[AccountPolicy|\[Service Worker\]|\[DefaultAccount|Loading development extension|Timed out waiting for authentication provider|Request to '.*package\.nls\.json' failed|Canceled: Canceled|Ignoring fetching additional builtin|Creation of workbench contribution)/;

/**
 * Listens to the two functions that VS Code calls in its page when it runs tests. Call it before the page is opened.
 * VS Code reports success when its extension host dies, so only a suite that told its counts counts as run.
 */
export async function listenForOutcome(
  page: Page,
  { timeoutSeconds = 240 }: Pick<SuiteOptions, 'timeoutSeconds'>,
): Promise<() => Promise<Outcome>> {
  let told: Outcome | undefined;
  const ended = new Promise<number>((done, fail) => {
    const timer = setTimeout(
      () => fail(new Failure(`The suite did not end within ${timeoutSeconds} s.`)),
      timeoutSeconds * 1000,
    );
    page.on('crash', () => fail(new Failure("VS Code's page crashed.")));
    void page.exposeFunction('codeAutomationExit', (code: number) => {
      clearTimeout(timer);
      done(code);
    });
  });
  // Whoever waits gets the failure; until then it is not unhandled.
  ended.catch(() => {});
  if (process.env.PLIMSOLL_VERBOSE) page.on('console', (message) => console.log(`[page] ${message.text()}`));
  await page.exposeFunction('codeAutomationLog', (_type: string, args: readonly unknown[]) => {
    const line = args.map(String).join(' ');
    if (line.startsWith(mark)) told = readCounts(line.slice(mark.length));
    else if (process.env.PLIMSOLL_VERBOSE || !noise.test(line)) console.log(line);
  });
  return async () => {
    await ended;
    if (!told) throw new Failure('The extension host ended before the suite did.');
    return told;
  };
}

function readCounts(text: string): Outcome {
  const [passed = 0, failed = 0] = text.split(' ').map(Number);
  return { passed, failed };
}

/** Code that hands the options to the suite, to stand before it. */
export const suitePrelude = (options: SuiteOptions): string =>
  `globalThis.plimsollSuiteOptions = ${JSON.stringify(options)};\n`;
