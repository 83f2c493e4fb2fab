import { commands, type Hover, languages, MarkdownString, Position, Range, type TextDocument, window } from 'vscode';
import { actionAt, at, choose, closeAll, codeOf, equal, holds, remove, until, write } from './harness';

const enumRule = 'kubernetes/invalid-enum';
const fieldRule = 'kubernetes/unknown-field';

const pod = `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: shop
      image: shop:1.4
      imagePullPolicy: always # as the old one did
      volumeMonts: []
`;

const deployment = (label: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  selector:
    matchLabels: { app: ${label} }
  template:
    metadata:
      labels: { app: ${label} }
    spec:
      containers:
        - name: web
          image: shop:1.4
`;

const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  selector: { app: shop }
  ports:
    - port: 80
`;

const seen = (document: TextDocument): readonly string[] =>
  languages
    .getDiagnostics(document.uri)
    .filter(({ source }) => source === 'plimsoll')
    .map(codeOf)
    .filter((code) => code === enumRule || code === fieldRule)
    .sort();

const untilSeen = (document: TextDocument, rules: readonly string[]): Promise<unknown> =>
  until(
    `marks ${rules.join(', ')}`,
    () => (JSON.stringify(seen(document)) === JSON.stringify(rules) ? true : undefined),
    () => seen(document),
  );

export function kubernetesTests(): void {
  describe('Kubernetes manifests', () => {
    afterEach(closeAll);

    it('are found by what is in them, marked and repaired', async () => {
      const { document } = await window.showTextDocument(await write('pod.yaml', pod));
      await untilSeen(document, [enumRule, fieldRule]);
      await choose(await actionAt(document, 8, 'Replace with Always'));
      equal(document.lineAt(8).text, '      imagePullPolicy: Always # as the old one did', 'lines');
      await untilSeen(document, [fieldRule]);
    });

    it('leave other YAML alone', async () => {
      const { document } = await window.showTextDocument(
        await write('values.yaml', 'service:\n  port: 80\nimage: web\n'),
      );
      await new Promise((resolve) => setTimeout(resolve, 1000));
      equal(languages.getDiagnostics(document.uri).filter(({ source }) => source === 'plimsoll').length, 0, 'marks');
    });

    it('are judged with the objects of other files, and marked while they are closed', async () => {
      await write('k8s/deployment.yaml', deployment('till'));
      const service = await write('k8s/service.yaml', SERVICE);
      const dangling = () =>
        languages.getDiagnostics(service).filter((mark) => codeOf(mark) === 'kubernetes/dangling-service').length;
      try {
        await commands.executeCommand('plimsoll.lintWorkspace');
        await until('the closed Service is marked', () => dangling() === 1 || undefined, dangling);
        const editor = await window.showTextDocument(at('k8s/deployment.yaml'));
        await editor.edit((edit) => edit.replace(new Range(0, 0, editor.document.lineCount, 0), deployment('shop')));
        await until('it is clean again', () => dangling() === 0 || undefined, dangling);
      } finally {
        await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
        await remove('k8s');
      }
    });

    it('explain their fields', async () => {
      const { document } = await window.showTextDocument(await write('pod.yaml', pod));
      const text = await until('a hover', async () => {
        const found = await commands.executeCommand<readonly Hover[]>(
          'vscode.executeHoverProvider',
          document.uri,
          new Position(8, 8),
        );
        const all = found.flatMap(({ contents }) => contents.map((c) => (c instanceof MarkdownString ? c.value : '')));
        return all.some((value) => value.includes('imagePullPolicy')) ? all.join('\n') : undefined;
      });
      holds(text.includes('Image pull policy'), `it is the field's text: ${text}`);
    });
  });
}
