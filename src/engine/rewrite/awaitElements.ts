import type { IEdit } from '../edit';
import type { IRewrite } from '../finding';
import { argumentsOf } from '../python/calls';
import type { SyntaxNode } from '../python/node';
import type { Program } from '../python/program';
import { asyncioModule } from './asyncioModule';
import type { IAwaitContext } from './awaitRules';
import { awaitRules } from './awaitRules';
import type { ISite } from './effects';
import { effectsOf } from './effects';
import { allowAwait } from './makeAsync';
import { isPrimary, needsParentheses } from './putAwait';
import { shortened } from './shortened';
import { unusedName } from './unusedName';

/**
 * The rewrite that makes a list of awaited values of an expression that gives a
 * collection of coroutines, one after the other: `map(job, xs)` becomes
 * `[await job(x) for x in xs]`. Null where `await` cannot stand there.
 */
export function awaitElements(
  { home, node }: ISite,
  shownIn: string,
  safe: boolean,
  context: IAwaitContext
): IRewrite | null {
  const { program } = context;
  const replaced = listAround(node, { home, node }, context) ?? node;
  const written = comprehensionFor(node, { home, node }, context);
  const plan =
    home.tree.hasError || !home.cell.editable
      ? null
      : allowAwait(
          // Where the new list stands: a generator that it would be in counts.
          replaced,
          home,
          program,
          awaitRules(context)
        );
  if (plan === null || written === null) {
    return null;
  }
  const edits: IEdit[] = [
    ...plan.edits,
    {
      cell: home.cell.id,
      from: replaced.from,
      to: replaced.to,
      insert: written.text
    }
  ];
  const { rerun, values } = effectsOf(
    [
      { home, node },
      ...plan.functions.map(({ home: where, value }) => ({
        home: where,
        node: value!
      }))
    ],
    edits,
    { home, node },
    shownIn,
    program
  );
  return {
    kind: 'await',
    safety: safe ? 'safe' : 'check',
    edits,
    rerun,
    values: {
      ...values,
      operand: shortened(written.element),
      functions: [...new Set(plan.functions.map(({ name }) => name))]
    }
  };
}

/**
 * The rewrite that runs all coroutines of a list side by side:
 * `await asyncio.gather(*[…])`. Null where that takes more than the list.
 */
export function gatherElements(
  { home, node }: ISite,
  shownIn: string,
  context: IAwaitContext
): IRewrite | null {
  const { program } = context;
  const plan =
    home.tree.hasError || !home.cell.editable
      ? null
      : allowAwait(node, home, program, awaitRules(context));
  const module = asyncioModule(node, home, program);
  const listed = listAround(node, { home, node }, context);
  const replaced = listed ?? node;
  const gathered =
    node.type === 'list' || node.type === 'list_comprehension'
      ? node
      : listed !== null
        ? node
        : null;
  if (
    plan === null ||
    plan.edits.length > 0 ||
    module === null ||
    gathered === null
  ) {
    return null;
  }
  const cell = home.cell.id;
  const outer = needsParentheses(replaced);
  const head = `${outer ? '(' : ''}await ${module.name}.gather(`;
  const tail = `)${outer ? ')' : ''}`;
  const own: IEdit[] =
    node.type === 'list'
      ? [
          { cell, from: node.from, to: node.from + 1, insert: head },
          { cell, from: node.to - 1, to: node.to, insert: tail }
        ]
      : [
          { cell, from: replaced.from, to: gathered.from, insert: `${head}*` },
          { cell, from: gathered.to, to: replaced.to, insert: tail }
        ];
  const edits = [...module.edits, ...own];
  const { rerun, values } = effectsOf(
    [{ home, node }],
    edits,
    { home, node },
    shownIn,
    program
  );
  return {
    kind: 'await',
    safety: 'check',
    edits,
    rerun,
    values: {
      ...values,
      operand: `${module.name}.gather(…)`,
      functions: [],
      gather: true
    }
  };
}

/**
 * The `list(…)` around an expression, which a list makes superfluous.
 */
function listAround(
  node: SyntaxNode,
  { home }: ISite,
  { program }: IAwaitContext
): SyntaxNode | null {
  const call =
    node.parent?.type === 'argument_list' ? node.parent.parent : null;
  return call?.type === 'call' &&
    argumentsOf(call).length === 1 &&
    program.qualifiedName(call.child('function')!, home)?.name ===
      'builtins.list'
    ? call
    : null;
}

interface IWritten {
  readonly text: string;

  /**
   * What is awaited in it.
   */
  readonly element: string;
}

/**
 * The comprehension that awaits each coroutine of `node`.
 */
function comprehensionFor(
  node: SyntaxNode,
  { home }: ISite,
  { program }: IAwaitContext
): IWritten | null {
  const args = node.type === 'call' ? argumentsOf(node) : [];
  const isMap =
    node.type === 'call' &&
    program.qualifiedName(node.child('function')!, home)?.name ===
      'builtins.map';
  if (!isMap) {
    const name = unusedName('job', program);
    return {
      text: `[await ${name} for ${name} in ${node.text}]`,
      element: name
    };
  }
  const [mapped, ...iterables] = args.map(({ value }) => value);
  if (
    iterables.length === 0 ||
    args.some(({ unpacked, keyword }) => unpacked || keyword !== null) ||
    node.text.includes('#')
  ) {
    return null;
  }
  const source = iterables.map(({ text }) => text).join(', ');
  const from =
    iterables.length === 1 ? parenthesized(iterables[0]) : `zip(${source})`;
  if (mapped.type === 'lambda') {
    const parameters = mapped.child('parameters')?.parts ?? [];
    const body = mapped.child('body')!;
    return parameters.length === iterables.length &&
      parameters.every(({ type }) => type === 'identifier')
      ? {
          text: `[await ${isPrimary(body) ? body.text : `(${body.text})`} for ${parameters.map(({ text }) => text).join(', ')} in ${from}]`,
          element: body.text
        }
      : null;
  }
  const taken = new Set<string>();
  const names = iterables.map(iterable => {
    const name = elementName(iterable, program, taken);
    taken.add(name);
    return name;
  });
  const call = `${isPrimary(mapped) ? mapped.text : `(${mapped.text})`}(${names.join(', ')})`;
  return {
    text: `[await ${call} for ${names.join(', ')} in ${from}]`,
    element: call
  };
}

/**
 * The iterable of a comprehension: a conditional or a lambda needs parentheses
 * there.
 */
function parenthesized(node: SyntaxNode): string {
  return /^(?:conditional_expression|lambda|named_expression)$/.test(node.type)
    ? `(${node.text})`
    : node.text;
}

/**
 * A name for one of `urls`: `url`; where that is taken, `item`.
 */
function elementName(
  iterable: SyntaxNode,
  program: Program,
  taken: ReadonlySet<string>
): string {
  const singular = /^[a-z]\w*[^\W_us]s$/.test(iterable.text)
    ? iterable.text.replace(/ies$/, 'y').replace(/s$/, '')
    : /^[a-z]s$/.test(iterable.text)
      ? iterable.text[0]
      : 'item';
  const name = unusedName(singular, program, taken);
  return name === singular ? name : unusedName('item', program, taken);
}
