/**
 * ESLint rule `project/import-direction`: who may import whom.
 *
 * A room is a folder of src/ (or a file right in it). `rooms` says for each
 * room which other rooms it may enter, and which packages. What is not listed
 * is refused, so a new room has to be thought about once.
 */
import path from 'node:path';

const parser = ['web-tree-sitter', 'tree-sitter-python'];
const validator = ['@cfworker/json-schema'];
const nodeModules = ['fs', 'path', 'process', 'os', 'url', 'util', 'crypto'];
const any = /^/;
/** What specs and their helpers may use beyond that. */
const testModules = [...nodeModules, 'child_process', '@microsoft/jest-sarif'];
/** Everything but the application and the hosts. */
const libraries = /^(?!@jupyterlab\/(application|notebook|console)(\/|$))/;

const below = ['engine', 'tokens'];
const hosts = ['engine', 'tokens', 'kernel', 'document', 'help'];

const rooms = {
  engine: { enter: [], packages: [...parser, ...validator] },
  cli: {
    enter: ['engine'],
    packages: [...nodeModules, 'diff', 'jsonc-parser', 'picomatch', 'smol-toml']
  },
  tokens: { enter: ['engine', 'kernel', 'document', 'help'], packages: any },
  kernel: { enter: below, packages: libraries },
  document: { enter: [...below, 'kernel'], packages: any },
  help: { enter: [...below, 'kernel', 'document'], packages: libraries },
  notebook: { enter: hosts, packages: any },
  console: { enter: hosts, packages: any },
  editor: { enter: hosts, packages: any },
  plugins: {
    enter: [...hosts, 'notebook', 'console', 'editor'],
    packages: any
  },
  index: { enter: ['plugins', 'tokens'], packages: any }
};

/** Files that stay out of the product: they may read from disk. */
const forNode = /\.(spec|node)\.tsx?$|[\\/]testing[\\/]/;

function roomOf(file, src) {
  const [first] = path.relative(src, file).split(path.sep);
  return first.replace(/(\.d)?\.tsx?$/, '');
}

function packageAllowed(name, packages) {
  if (packages instanceof RegExp) {
    return packages.test(name);
  }
  const plain = name.replace(/^node:/, '');
  return packages.some(p => plain === p || plain.startsWith(`${p}/`));
}

const importDirection = {
  meta: {
    type: 'problem',
    docs: { description: 'Imports point one way.' },
    messages: {
      room: '`{{from}}` must not import from `{{to}}`.',
      package: '`{{from}}` must not import the package `{{to}}`.',
      unknown:
        '`{{from}}` is not a known room: add it to tests/eslint/import-direction.mjs.'
    },
    schema: []
  },
  create(context) {
    const src = path.join(context.cwd, 'src');
    const file = context.filename;
    if (path.relative(src, file).startsWith('..')) {
      return {};
    }
    const from = roomOf(file, src);
    const room = rooms[from];

    function check(node) {
      const source = node.source ?? node.argument?.literal ?? node.argument;
      if (typeof source?.value !== 'string') {
        return;
      }
      const name = source.value;
      if (!room) {
        context.report({ node, messageId: 'unknown', data: { from } });
      } else if (name.startsWith('.')) {
        const target = path.resolve(path.dirname(file), name);
        const inside = !path.relative(src, target).startsWith('..');
        const to = inside
          ? roomOf(target, src)
          : path.relative(context.cwd, target);
        if (to !== from && !room.enter.includes(to)) {
          context.report({ node, messageId: 'room', data: { from, to } });
        }
      } else if (
        !packageAllowed(name, room.packages) &&
        !(forNode.test(file) && packageAllowed(name, testModules))
      ) {
        context.report({
          node,
          messageId: 'package',
          data: { from, to: name }
        });
      }
    }

    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check
    };
  }
};

export default { rules: { 'import-direction': importDirection } };
