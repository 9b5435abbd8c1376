// `npm run build:packages`: the typed client, the contracts and the kit as packages, in dist/packages.
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { bin, fail, root, run, stopOnSignals } from './lib/run.mjs';

/** What of each workspace others may use; nothing else is in its package than what these lead to. */
const PUBLISHED = { domain: ['./kit', './contracts'], api: ['.', './client'] };

const staging = `${root}.cache/packages`;
const target = `${root}dist/packages`;
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
const writeJson = (path, value) => writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
const { license, engines } = readJson(`${root}package.json`);

/** What is built is found in `dist` by the name that its source has in `src`. */
const built = (source, ending) => source.replace('./src/', './dist/').replace(/\.ts$/, ending);

/** A workspace's `package.json`, for who installs it. */
function manifestOf({ name, version, description, exports, dependencies }, published) {
  const entry = (path) => ({ types: built(exports[path], '.d.ts'), default: built(exports[path], '.js') });
  return {
    name,
    version,
    description,
    license,
    engines,
    type: 'module',
    sideEffects: false,
    files: ['dist', 'src'],
    exports: Object.fromEntries(published.map((path) => [path, entry(path)])),
    dependencies: Object.fromEntries(
      Object.entries(dependencies).map(([other, range]) => [other, range === '*' ? version : range]),
    ),
  };
}

/** The compiler's settings for a workspace, which follow what its entries import, and nothing else. */
const configOf = (folder, { exports }, published) => ({
  extends: `${root}packages/${folder}/tsconfig.src.json`,
  compilerOptions: {
    module: 'nodenext',
    moduleResolution: 'nodenext',
    rootDir: 'src',
    outDir: 'dist',
    noEmit: false,
    declaration: true,
    declarationMap: true,
    rewriteRelativeImportExtensions: true,
  },
  include: [],
  files: published.map((path) => exports[path]),
});

/** Sources are in a package for go-to-definition: those that something was built from. */
function removeUnused(folder) {
  for (const path of readdirSync(join(folder, 'src'), { recursive: true })) {
    const isBuilt = existsSync(join(folder, 'dist', path.replace(/\.ts$/, '.d.ts')));
    if (!isBuilt) rmSync(join(folder, 'src', path), { recursive: true, force: true });
  }
}

async function stage(folder, published) {
  const workspace = readJson(`${root}packages/${folder}/package.json`);
  const staged = join(staging, folder);
  cpSync(`${root}packages/${folder}/src`, join(staged, 'src'), { recursive: true });
  cpSync(`${root}LICENSE`, join(staged, 'LICENSE'));
  writeJson(join(staged, 'package.json'), manifestOf(workspace, published));
  writeJson(join(staged, 'tsconfig.json'), configOf(folder, workspace, published));
  if ((await run(bin('tsc'), ['-p', staged])) !== 0) fail(`${workspace.name} does not compile.`);
  removeUnused(staged);
  // The next workspace finds this one as it is published, not as it is in the repository.
  const link = join(staging, 'node_modules', workspace.name);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(staged, link, 'junction');
  return staged;
}

stopOnSignals();
for (const folder of [staging, target]) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}
const folders = [];
for (const [folder, published] of Object.entries(PUBLISHED)) folders.push(await stage(folder, published));
const packed = await run('npm', ['pack', '--silent', '--pack-destination', target, ...folders]);
if (packed !== 0) fail('The packages could not be packed.');
