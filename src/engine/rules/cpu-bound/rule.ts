import type { IExplanation, IFinding, ITranslator } from '../../finding';
import { code } from '../../inlineCode';
import { positionOf } from '../../lines';
import { isGenerator, ownNodes } from '../../python/coroutines';
import type { SyntaxNode } from '../../python/node';
import type { ICodeCell, Program } from '../../python/program';
import { threadStartsIn } from '../../python/threads';
import { shortened } from '../../rewrite/shortened';
import type { IRule } from '../rule';

/**
 * Arithmetic in pure Python that a coroutine or a thread does: the interpreter
 * runs one thread's Python at a time (CPython docs, "global interpreter lock").
 */
export const cpuBound: IRule = {
  id: 'cpu-bound',

  mayApply({ cells }) {
    return cells.some(({ source }) =>
      /\b(?:async|Thread|submit|map|run_in_executor|to_thread)\b/.test(source)
    );
  },

  *find({ program }) {
    const told = new Set<SyntaxNode>();
    for (const { where, target, call, home, kind } of threadStartsIn(program)) {
      const found = program.definitionOf(target.value, home);
      const def = found?.definition.value;
      if (
        where === 'thread' &&
        kind !== 'timer' &&
        !home.tree.hasError &&
        found?.certain === true &&
        def?.type === 'function_definition' &&
        !told.has(def) &&
        onlyComputes(def, found.definition.home, program)
      ) {
        told.add(def);
        yield findingFor('thread', call, def, home);
      }
    }
    for (const { node, home } of program.nodes('call')) {
      const found = program.definitionOf(node.child('function')!, home);
      const def = found?.definition.value;
      const around = node.closest(
        ({ type }) => type === 'function_definition' || type === 'lambda'
      );
      if (
        around?.isAsync === true &&
        !home.tree.hasError &&
        found?.certain === true &&
        def?.type === 'function_definition' &&
        !told.has(def) &&
        onlyComputes(def, found.definition.home, program) &&
        !isSmall(def, node)
      ) {
        told.add(def);
        yield findingFor('coroutine', node, def, home);
      }
    }
  },

  explain
};

/**
 * Whether a function does nothing but arithmetic, in a loop or by calling itself
 * twice.
 */
function onlyComputes(
  def: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  if (
    def.isAsync ||
    isGenerator(def) ||
    def.parent?.type === 'decorated_definition'
  ) {
    return false;
  }
  let computes = false;
  let recursive = 0;
  for (const node of ownNodes(def)) {
    switch (node.type) {
      case 'for_statement':
      case 'while_statement':
        computes =
          computes ||
          /\brange\(|^while\b/.test(
            node.source.slice(node.from, node.child('body')?.from ?? node.to)
          );
        break;
      case 'generator_expression':
      case 'list_comprehension':
        computes = computes || /\brange\(/.test(node.text);
        break;
      case 'call': {
        const callee = node.child('function')!;
        if (program.definitionOf(callee, home)?.definition.value === def) {
          recursive++;
        } else if (!isArithmetic(callee, home, program)) {
          return false;
        }
      }
    }
  }
  return (
    (computes && /[-+*/%&|^]=|\*\*|\bsum\(|hashlib|math\./.test(def.text)) ||
    recursive > 1
  );
}

/**
 * Whether the loops of a function, called like this, are known to be short: by
 * the numbers that stand there, or because they go over what was given. What a
 * variable holds may be much.
 */
function isSmall(def: SyntaxNode, call: SyntaxNode): boolean {
  const defaults = (def.child('parameters')?.parts ?? []).flatMap(
    part => part.child('value') ?? []
  );
  const given = [call.child('arguments')!, ...defaults].flatMap(part => [
    ...part.walk()
  ]);
  const unknown = given.some(({ type }) =>
    /^(?:identifier|call|attribute|binary_operator|list_splat)$/.test(type)
  );
  const most = Math.max(1, ...given.flatMap(numberOf));
  let turns = 1;
  for (const node of ownNodes(def)) {
    const head =
      node.type === 'while_statement'
        ? node.child('condition')
        : node.type === 'call' && node.child('function')!.text === 'range'
          ? node.child('arguments')
          : node.type === 'call' &&
              node.child('function')!.text === def.child('name')!.text
            ? null
            : undefined;
    if (head === null) {
      // What calls itself twice grows fast.
      return false;
    }
    if (head !== undefined) {
      const parts = [...head.walk()];
      const names = parts.filter(
        ({ type, field }) => type === 'identifier' && field !== 'function'
      );
      if (
        parts.some(({ type, text }) => type === 'call' && /^len\(/.test(text))
      ) {
        continue;
      }
      if (names.length > 0 && unknown) {
        return false;
      }
      turns *= Math.max(
        1,
        ...parts.flatMap(numberOf),
        names.length > 0 ? most : 1
      );
    }
  }
  return turns < MANY;
}

/**
 * So many turns of a loop take about a millisecond.
 */
const MANY = 10_000;

function numberOf({ type, text }: SyntaxNode): number[] {
  return type === 'integer' || type === 'float'
    ? [Number(text.replace(/_/g, ''))]
    : [];
}

/**
 * Whether what is called computes, and does not wait: a builtin for numbers, a
 * method of a number or a list, a function of math, a hash.
 */
function isArithmetic(
  callee: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const name = program.qualifiedName(callee, home)?.name;
  return name === undefined
    ? callee.type === 'attribute' &&
        /^(?:append|update|digest|hexdigest|encode|extend|pop)$/.test(
          callee.child('attribute')!.text
        )
    : /^builtins\.(?:range|len|sum|min|max|abs|int|float|str|round|divmod|pow|enumerate|zip|list|set|dict|tuple|sorted|all|any|bytes|isinstance)$/.test(
        name
      ) || /^(?:math|hashlib|zlib|random|itertools|operator)\./.test(name);
}

function findingFor(
  form: 'thread' | 'coroutine',
  call: SyntaxNode,
  def: SyntaxNode,
  home: ICodeCell
): IFinding {
  return {
    rule: cpuBound.id,
    values: {
      form,
      call: shortened(call.text),
      function: def.child('name')!.text,
      line: positionOf(home.cell.source, call.from).line
    },
    cell: home.cell.id,
    from: call.from,
    to: call.to,
    shownIn: home.cell.id,
    evidence: 'code',
    matched: true,
    severity: 'hint',
    rewrites: []
  };
}

function explain(trans: ITranslator, { values }: IFinding): IExplanation {
  const advice = trans.__(
    'A %1 uses other cores. Let its functions come from a module, a %2 file: on Windows, on macOS and from Python 3.14 on, another process cannot see what a cell defines; and what goes in and out is pickled.',
    code('ProcessPoolExecutor'),
    code('.py')
  );
  return {
    headline:
      values.form === 'thread'
        ? trans.__('Threads do not make computing faster')
        : trans.__('Computing keeps the event loop waiting'),
    sentences: [
      values.form === 'thread'
        ? trans.__(
            '%1 only computes, and Python runs one thread at a time: %2 on line %3 gains no time, and the event loop gets less of it.',
            code(values.function),
            code(values.call),
            values.line
          )
        : trans.__(
            '%1 only computes: while %2 on line %3 runs, no other task does.',
            code(values.function),
            code(values.call),
            values.line
          ),
      advice
    ].join(' '),
    rewrites: []
  };
}
