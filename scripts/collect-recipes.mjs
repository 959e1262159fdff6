/**
 * Writes what is made from the recipes in src/engine/recipes: the list that the
 * engine imports, the names of the modules, and the table of libraries in docs.
 *
 *     node scripts/collect-recipes.mjs [--check]
 *
 * With `--check` nothing is written, and the exit code is 1 where something is
 * stale.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const folder = path.join(root, 'src/engine/recipes');

const names = readdirSync(folder)
  .filter(file => /^[^.]+\.json$/.test(file))
  .map(file => path.basename(file, '.json'))
  .sort();

const variable = name => name.replace(/\W+(\w)/g, (_, a) => a.toUpperCase());

const list = `// Written by scripts/collect-recipes.mjs.
import type { IRecipe } from './recipe';
${names.map(name => `import ${variable(name)} from './${name}.json';`).join('\n')}

/**
 * Every recipe of this folder. A spec holds each against the schema, which says
 * more than TypeScript can tell from a JSON file.
 */
export const RECIPES = [
${names.map(name => `  ${variable(name)}`).join(',\n')}
] as readonly unknown[] as readonly IRecipe[];
`;

const recipes = names.map(name =>
  JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8'))
);

/** Whether a library says something of code in which no coroutine is written. */
function hasAsyncCode({ calls = [], asyncLibraries = [] }) {
  return calls.length > 0 || asyncLibraries.length === 0;
}

const modules = `// Written by scripts/collect-recipes.mjs.

/**
 * The modules of the recipes that concern code without \`async\`, for those who only ask whether a document is worth
 * loading the engine for.
 */
export const MODULES: readonly string[] = [
${[...new Set(recipes.filter(hasAsyncCode).flatMap(({ modules }) => modules))]
  .map(name => `  '${name}'`)
  .join(',\n')}
];
`;

/** What is offered for a call, as the cells of a row. */
function offered({
  call,
  await: twin,
  background,
  thread = 'safe',
  alone,
  awaited
}) {
  const short = text => `\`${text}\``;
  return [
    short(call),
    awaited
      ? 'code or error, below `asyncio.run` and the like'
      : alone === true
        ? 'code or error'
        : 'error',
    background ? `${short(background.stop)} (${background.safety})` : '',
    twin ? `${short(`await ${twin.template}`)} (${twin.safety})` : '',
    thread === 'never' || awaited ? '' : thread
  ];
}

/** What the engine knows of calls that wait. */
async function blocking() {
  const { outputFiles } = await build({
    entryPoints: [path.join(root, 'src/engine/python/blockingCalls.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
    logLevel: 'error'
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  return (await import(`data:text/javascript;base64,${code}`)).BLOCKING;
}

/** A dotted name as people write it. */
function shown(name) {
  return name
    .replace(/^builtins\./, '')
    .replace('os._wrap_close', 'os.popen(…).read');
}

/** The rows of the table of blocking calls: one for each module and manner. */
async function blockingRows() {
  const { sleeps, asks, plain, brief, opens, classes } = await blocking();
  const manners = [
    [sleeps, '`await asyncio.sleep(…)` instead (safe)'],
    [plain, 'the one call (safe)'],
    [brief, 'the one call (check); a hint only'],
    [
      opens,
      'all from opening to closing, in one function (safe where it stays in one coroutine)'
    ],
    ...[
      ['any', 'the one call (check)'],
      [
        'one',
        'all that uses it, from making it on (safe where it stays in one coroutine)'
      ],
      [
        'own',
        'all that uses it, from making it on (safe where it stays in one coroutine)'
      ]
    ].map(([threads, manner]) => [
      Object.keys(classes).filter(name => classes[name].threads === threads),
      manner
    ]),
    [asks, 'explained only']
  ];
  const rows = manners.flatMap(([calls, manner]) => {
    const modules = new Map();
    for (const name of calls) {
      const [module] = name.split('.');
      modules.set(module, [...(modules.get(module) ?? []), name]);
    }
    return [...modules].map(([module, own]) => {
      const twins = recipes
        .flatMap(({ asyncLibraries = [] }) => asyncLibraries)
        .filter(({ makers, types }) =>
          own.some(
            name => makers[name] !== undefined || types[name] !== undefined
          )
        )
        .map(({ library }) => library);
      const page = recipes.findIndex(
        ({ modules: [first], asyncLibraries }) =>
          first === module && asyncLibraries !== undefined
      );
      return [
        own.map(name => `\`${shown(name)}\``).join(', '),
        manner,
        twins.length === 0
          ? ''
          : `[${twins.join(', ')}](../src/engine/recipes/${names[page]}.md) (check)`
      ];
    });
  });
  return rows.sort(([a], [b]) => (a < b ? -1 : 1));
}

const heads = [
  'Call',
  'Found by',
  'In the background, stopped by',
  'Async twin',
  'In a thread'
];
const row = cells => `| ${cells.join(' | ')} |`;
const table = (rows, heads) => {
  const all = [heads, ...rows].map(cells =>
    cells.map(cell => cell.replace(/\|/g, '\\|'))
  );
  const widths = heads.map((_, i) =>
    Math.max(...all.map(cells => cells[i].length))
  );
  const padded = all.map(cells =>
    row(cells.map((cell, i) => cell.padEnd(widths[i])))
  );
  return [
    padded[0],
    row(widths.map(width => '-'.repeat(width))),
    ...padded.slice(1)
  ].join('\n');
};

const page = `<!-- Written by scripts/collect-recipes.mjs. -->

# Libraries

What is known of libraries lies in [src/engine/recipes](../src/engine/recipes), one file for each. _Safe_ rewrites are applied by \`Rewrite and run\` and \`asyncio-helper fix\`; those to _check_ are offered, and the person decides. Of every library listed here the rules also know which calls give coroutines and what is entered with \`async with\`, where the file says so.

## A library of your own

A recipe can be added without a change here: as an object in the list _Recipes for libraries_ of JupyterLab's settings under _asyncio help_, or as a \`.json\` file in a folder, which \`recipes = "folder"\` in \`[tool.asyncio-helper]\` of the nearest \`pyproject.toml\` names. It has the fields of [recipe.schema.json](../src/engine/recipes/recipe.schema.json); what does not keep to them is told with the names of the file and the field.

JupyterLab's form for settings has no place for such an object: write it in the _JSON Settings Editor_, whose link is above the form, as \`{ "recipes": [{ … }] }\`. For everybody who uses a server, \`{ "jupyterlab-asyncio-helper:notebook": { "recipes": [{ … }] } }\` stands in the server's \`overrides.json\`; a person's own list takes its place.

The example is for \`company.fetch(…)\`, which has a twin, \`company.run(coroutine)\`, and \`Client.fetch_sync(…)\` beside \`await client.fetch(…)\`:

\`\`\`json
{
  "library": "Company",
  "modules": ["company"],
  "checkedWith": { "company": "1.0" },
  "errors": [{ "name": "Busy", "message": "^fetch is for scripts" }],
  "types": {
    "company.Client": {
      "enters": "async with",
      "entered": "company.Client",
      "methods": { "fetch": "await builtins.list" }
    }
  },
  "calls": [
    {
      "call": "company.fetch",
      "alone": true,
      "await": {
        "template": "{afetch}({arguments})",
        "imports": ["from company import afetch"],
        "safety": "safe"
      }
    },
    {
      "call": "company.run",
      "alone": true,
      "parameters": ["coroutine", "timeout"],
      "await": {
        "template": "{coroutine}",
        "unless": ["timeout"],
        "safety": "safe",
        "cancelsTasks": true
      }
    },
    {
      "call": "company.Client.fetch_sync",
      "alone": true,
      "await": { "template": "{receiver}.fetch({arguments})", "safety": "safe" }
    }
  ]
}
\`\`\`

- \`errors\` are the words in which the library refuses a loop that runs. It needs none if the error is Python's own, from \`asyncio.run\` in the library.
- \`alone\` says that the call fails in every cell: then it is found before it runs. Left out, it needs an error.
- \`safety\` is \`safe\` only where value, order and exceptions stay the same.
- \`types\` and \`gives\` say what has to be awaited, or entered with \`async with\`: a forgotten \`await\` is found by them.

\`asyncio-helper check\` on a notebook that uses the library shows what comes of it. With a checkout of the project, \`python tests/recipes/names.py company.json\` holds every name in the file against the library that is installed.

## Calls that wait

In a coroutine they keep the event loop from all other tasks (rule \`blocking-call\`). A library for asyncio is offered where everything that the code does with the object has a twin there; its page lists what differs, and each is run against a real server by the tests.

${table(await blockingRows(), ['Calls and classes', 'In a thread', 'Library for asyncio'])}

${recipes
  .map(({ library, checkedWith, calls = [], types = {} }) => {
    const versions = Object.entries(checkedWith).map(
      ([name, version]) => `${name} ${version}`
    );
    const classes = Object.keys(types).map(name => `\`${name}\``);
    return [
      `## ${library}`,
      `Checked with ${versions.join(', ')}.`,
      ...(calls.length > 0 ? [table(calls.map(offered), heads)] : []),
      ...(classes.length > 12
        ? [`Classes known: ${classes.length}.`]
        : classes.length > 0
          ? [`Classes known: ${classes.join(', ')}.`]
          : [])
    ].join('\n\n');
  })
  .join('\n\n')}
`;

const files = {
  'src/engine/recipes/index.ts': list,
  'src/engine/recipes/modules.ts': modules,
  'docs/libraries.md': page
};

const stale = Object.entries(files).filter(([file, text]) => {
  try {
    return readFileSync(path.join(root, file), 'utf8') !== text;
  } catch {
    return true;
  }
});

for (const [file, text] of stale) {
  if (process.argv.includes('--check')) {
    console.error(`${file} is stale: run node scripts/collect-recipes.mjs`);
    process.exitCode = 1;
  } else {
    writeFileSync(path.join(root, file), text);
  }
}
