import type { IEdit } from '../edit';
import { lineEnd, lineStart } from '../lines';
import { argumentsOf } from '../python/calls';
import { importedBy, loopPatches } from '../python/loopPatch';
import type { SyntaxNode } from '../python/node';
import { statementOf, unparenthesized } from '../python/node';
import type { ICodeCell, Program } from '../python/program';
import { joinRemovals, removeStatements } from './removeStatements';

/**
 * `nest_asyncio.apply()` taken out.
 */
export interface IRemovedPatches {
  readonly edits: readonly IEdit[];

  /**
   * The statements that go, in every cell.
   */
  readonly statements: readonly SyntaxNode[];

  /**
   * Whether nothing is left that was only meant for the patch.
   */
  readonly whole: boolean;
}

/**
 * The edits that take every `nest_asyncio.apply()` out of the document, with
 * the imports, the `try`, the `if`, the comments and the installation that only
 * served it. Null where one cannot go.
 */
export function removePatches(program: Program): IRemovedPatches | null {
  const gone = new Map<ICodeCell, SyntaxNode[]>();
  for (const { node, home } of loopPatches(program)) {
    const statement = statementOf(node);
    if (
      !home.cell.editable ||
      statement.type !== 'expression_statement' ||
      statement.parts.length !== 1 ||
      statement.parts[0] !== node ||
      !argumentsOf(node).every(({ value }) => isIdle(value))
    ) {
      return null;
    }
    gone.set(home, [...(gone.get(home) ?? []), statement]);
  }
  const imports = importsOf(program);
  const used = isUsed(imports, gone, program);
  const edits: IEdit[] = [];
  if (!used) {
    for (const { home, statement, names, all } of imports) {
      if (!home.cell.editable) {
        return null;
      }
      if (all.length === names.length) {
        gone.set(home, [...(gone.get(home) ?? []), statement]);
      } else {
        edits.push(...withoutNames(names, all, home));
      }
    }
    for (const { home, statement } of installations(program)) {
      gone.set(home, [...(gone.get(home) ?? []), statement]);
    }
  }
  let whole = !used;
  const statements: SyntaxNode[] = [];
  for (const [home, own] of gone) {
    const closed = withBlocks(own, home, program);
    const removed = removeStatements(closed, home.cell.id);
    if (removed === null) {
      return null;
    }
    whole &&= !closed.some(
      ({ parent }) => parent?.parent?.type === 'try_statement'
    );
    statements.push(...closed);
    edits.push(
      ...removed,
      ...closed.flatMap(one => commentsOf(one, closed, home))
    );
  }
  const joined = program.cells.flatMap(home =>
    withoutTail(
      withoutLead(
        withoutGap(
          joinRemovals(edits.filter(({ cell }) => cell === home.cell.id)),
          home
        ),
        home
      ),
      home
    )
  );
  return { edits: joined, statements, whole };
}

/**
 * Whether something names nest_asyncio that stays when its import goes, and
 * what only served it.
 */
function isUsed(
  imports: readonly IImport[],
  patches: ReadonlyMap<ICodeCell, readonly SyntaxNode[]>,
  program: Program
): boolean {
  const gone = program.cells.flatMap(home =>
    withBlocks(
      [
        ...(patches.get(home) ?? []),
        ...imports
          .filter(
            one => one.home === home && one.all.length === one.names.length
          )
          .map(({ statement }) => statement)
      ],
      home,
      program
    )
  );
  return imports.some(({ home, names }) =>
    names.some(({ bound }) =>
      program
        .identifiers(bound.text)
        .some(
          use =>
            use.node.field !== 'attribute' &&
            use.node.closest(({ type }) =>
              /^import_(?:from_)?statement$/.test(type)
            ) === null &&
            !gone.some(one => one.contains(use.node)) &&
            program
              .resolve(use.node, use.home)
              .definitions.some(
                definition =>
                  definition.home === home && definition.node === bound
              )
        )
    )
  );
}

/**
 * An argument such as `loop` or `asyncio.get_event_loop()`, which does nothing.
 */
function isIdle(value: SyntaxNode): boolean {
  return (
    /^(?:identifier|attribute|none|true|false|integer|string)$/.test(
      value.type
    ) ||
    /^(?:asyncio\.)?(?:get_event_loop|get_running_loop|new_event_loop)\(\)$/.test(
      value.text
    )
  );
}

interface IImport {
  readonly home: ICodeCell;
  readonly statement: SyntaxNode;

  /**
   * Everything that the statement imports.
   */
  readonly all: readonly SyntaxNode[];

  /**
   * What it imports of nest_asyncio, with the names it binds.
   */
  readonly names: readonly { part: SyntaxNode; bound: SyntaxNode }[];
}

function importsOf(program: Program): IImport[] {
  const assigned = program.nodes('assignment').flatMap(({ node, home }) => {
    const bound = node.child('left')!;
    const value = node.child('right');
    return bound.type === 'identifier' &&
      node.parent?.type === 'expression_statement' &&
      value !== undefined &&
      /^nest_asyncio\d*$/.test(
        importedBy(unparenthesized(value), home, program)
      )
      ? [
          {
            home,
            statement: node.parent,
            all: [bound],
            names: [{ part: bound, bound }]
          }
        ]
      : [];
  });
  const imported = ['import_statement', 'import_from_statement'].flatMap(type =>
    program.nodes(type).flatMap(({ node: statement, home }) => {
      const all = statement.children.filter(child => child.field === 'name');
      const from = statement.child('module_name')?.text;
      const names = all
        .filter(part =>
          /^nest_asyncio\d*$/.test(from ?? (part.child('name') ?? part).text)
        )
        .map(part => ({
          part,
          bound: part.child('alias') ?? part.parts[0] ?? part
        }));
      return names.length === 0 ? [] : [{ home, statement, all, names }];
    })
  );
  return [...imported, ...assigned];
}

/**
 * The edits that take some of several names out of an `import`.
 */
function withoutNames(
  names: IImport['names'],
  all: readonly SyntaxNode[],
  { cell }: ICodeCell
): IEdit[] {
  return names.map(({ part }) => {
    const at = all.indexOf(part);
    const next = all[at + 1];
    return next === undefined
      ? { cell: cell.id, from: all[at - 1].to, to: part.to, insert: '' }
      : { cell: cell.id, from: part.from, to: next.from, insert: '' };
  });
}

const INSTALLS =
  /^(?:(?:\{?sys\.executable\}?|python3?)[ \t]+-m[ \t]+)?(?:uv[ \t]+)?(?:pip3?[ \t]+)?((?:-[\w-]+[ \t]+)*)install[ \t]+(.+)$/;

/**
 * The lines that install nest_asyncio and nothing else.
 */
function installations(
  program: Program
): { home: ICodeCell; statement: SyntaxNode }[] {
  return program.cells.flatMap(home =>
    home.masked.cellMagic !== null || !home.cell.editable
      ? []
      : home.masked.lineMagics.flatMap(({ name, rest, from }) => {
          const words =
            /^(?:!|pip|conda|mamba|uv)$/.test(name) &&
            INSTALLS.exec(rest.trim())?.[2].split(/\s+/);
          const statement = home.tree.root.parts.find(
            part => lineStart(home.cell.source, part.from) === from
          );
          return words &&
            statement !== undefined &&
            words.some(isPatch) &&
            words.every(
              word =>
                isPatch(word) ||
                /^(?:-[\w-]+|\d?&?>+.*|\/dev\/null)$/.test(word)
            )
            ? { home, statement }
            : [];
        })
  );
}

function isPatch(word: string): boolean {
  return /^(['"]?)nest[-_]asyncio2?(?:[=<>~!][^'"]*)?\1$/.test(word);
}

/**
 * The statements, with each `try` and each `if` that holds nothing else in
 * their place: what cannot fail needs no handler.
 */
function withBlocks(
  statements: readonly SyntaxNode[],
  home: ICodeCell,
  program: Program
): SyntaxNode[] {
  let gone = new Set(statements);
  for (let size = -1; size !== gone.size;) {
    size = gone.size;
    for (const statement of [...gone]) {
      const block = statement.parent;
      const owner = block?.parent;
      if (
        block?.type === 'block' &&
        owner !== null &&
        owner !== undefined &&
        block.parts.every(
          part =>
            gone.has(part) ||
            (owner.type === 'try_statement' &&
              part.type === 'expression_statement' &&
              isQuestion(part, home, program))
        ) &&
        isOnlyBlock(block, owner, home, program)
      ) {
        gone = new Set([...gone].filter(other => !owner.contains(other)));
        gone.add(owner);
        size = -1;
        break;
      }
    }
  }
  return [...gone];
}

function isOnlyBlock(
  block: SyntaxNode,
  owner: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  switch (owner.type) {
    case 'try_statement':
      return (
        block.field === 'body' &&
        owner.children.every(
          ({ type }) => type !== 'else_clause' && type !== 'finally_clause'
        )
      );
    case 'if_statement':
      return (
        owner.child('alternative') === undefined &&
        isQuestion(owner.child('condition')!, home, program)
      );
    default:
      return false;
  }
}

/**
 * Whether a condition, or a statement, does nothing but look.
 */
function isQuestion(
  asked: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth = 0
): boolean {
  return [...asked.walk()].every(
    node =>
      !/^(?:named_expression|assignment|augmented_assignment|await|yield|delete_statement)$/.test(
        node.type
      ) &&
      (node.type !== 'call' ||
        LOOKS.test(node.text) ||
        (depth < 2 && onlyLooks(node, home, program, depth)))
  );
}

const LOOKS =
  /^(?:[\w.]+\.)?(?:get_ipython|is_running|get_event_loop|get_running_loop|hasattr|getattr|isinstance|type|str|globals|find_spec)\(/;

/**
 * Whether a call is of a plain function of this document that only looks, such
 * as `in_notebook()`.
 */
function onlyLooks(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth: number
): boolean {
  const found = program.definitionOf(call.child('function')!, home);
  const def = found?.definition.value;
  return (
    found?.definition.kind === 'function' &&
    def !== undefined &&
    !def.isAsync &&
    def.parent?.type !== 'decorated_definition' &&
    argumentsOf(call).length === 0 &&
    def
      .child('body')!
      .parts.every(part =>
        isLook(part, found.definition.home, program, depth + 1)
      )
  );
}

/**
 * Whether a statement of a function has no effect outside of it.
 */
function isLook(
  statement: SyntaxNode,
  home: ICodeCell,
  program: Program,
  depth: number
): boolean {
  switch (statement.type) {
    case 'import_statement':
    case 'import_from_statement':
    case 'pass_statement':
      return true;
    case 'return_statement':
      return isQuestion(statement, home, program, depth);
    case 'expression_statement': {
      const [inner] = statement.parts;
      return inner.type === 'assignment'
        ? inner.child('left')?.type === 'identifier' &&
            inner.child('right') !== undefined &&
            isQuestion(inner.child('right')!, home, program, depth)
        : isQuestion(statement, home, program, depth);
    }
    case 'if_statement':
    case 'try_statement':
    case 'elif_clause':
    case 'else_clause':
    case 'except_clause':
      return statement.parts.every(part =>
        part.type === 'block'
          ? part.parts.every(inner => isLook(inner, home, program, depth))
          : /_clause$/.test(part.type)
            ? isLook(part, home, program, depth)
            : isQuestion(part, home, program, depth)
      );
    default:
      return false;
  }
}

/**
 * Comment lines right above a statement that speak of the patch, or of nothing
 * that stays: what follows them up to the next blank line goes.
 */
function commentsOf(
  statement: SyntaxNode,
  gone: readonly SyntaxNode[],
  { cell }: ICodeCell
): IEdit[] {
  const { source } = cell;
  const start = lineStart(source, statement.from);
  if (source.slice(start, statement.from).trim() !== '') {
    return [];
  }
  let from = start;
  while (from > 0) {
    const above = lineStart(source, from - 1);
    if (!/^[ \t]*#(?![@!])/.test(source.slice(above, from))) {
      break;
    }
    from = above;
  }
  return from < start &&
    (SPEAKS_OF_PATCH.test(source.slice(from, start)) ||
      endsParagraph(statement, gone, source))
    ? [{ cell: cell.id, from, to: start, insert: '' }]
    : [];
}

function endsParagraph(
  statement: SyntaxNode,
  gone: readonly SyntaxNode[],
  source: string
): boolean {
  let last = statement;
  for (;;) {
    const next = lineEnd(source, last.to) + 1;
    if (/^[ \t]*(?:\n|$)/.test(source.slice(next))) {
      return true;
    }
    const following = gone.find(({ from }) => lineStart(source, from) === next);
    if (following === undefined) {
      return false;
    }
    last = following;
  }
}

const SPEAKS_OF_PATCH =
  /nest[-_ ]?asyncio|\bnest(?:ed|ing)?\b.*\b(?:loop|async|await|run)|\bevent loop|asyncio\.run|re-?entran|\bpatch/i;

/**
 * The edits with the blank lines that would be left at the top of the cell.
 */
function withoutLead(edits: readonly IEdit[], { cell }: ICodeCell): IEdit[] {
  const [first, ...others] = edits;
  if (first === undefined || first.from !== 0 || first.insert !== '') {
    return [...edits];
  }
  const blank = /^(?:[ \t]*\n)*/.exec(cell.source.slice(first.to))![0].length;
  const to = first.to + blank;
  return first.to > 0 &&
    lineEnd(cell.source, first.to - 1) === first.to - 1 &&
    !others.some(other => other.from <= to)
    ? [{ ...first, to }, ...others]
    : [...edits];
}

/**
 * The edits with the blank lines that would be left at the end of the cell.
 */
function withoutTail(
  edits: readonly IEdit[],
  { cell: { source } }: ICodeCell
): readonly IEdit[] {
  const last = edits[edits.length - 1];
  if (
    last === undefined ||
    last.insert !== '' ||
    last.to !== source.length ||
    last.from === last.to
  ) {
    return edits;
  }
  const from = source.slice(0, last.from).trimEnd().length;
  const before = edits[edits.length - 2];
  return before !== undefined && before.to > from
    ? edits
    : [...edits.slice(0, -1), { ...last, from }];
}

/**
 * The edits with blank lines that would add up to more than stood on either
 * side of what goes.
 */
function withoutGap(
  edits: readonly IEdit[],
  { cell: { source } }: ICodeCell
): readonly IEdit[] {
  return edits.map((edit, i) => {
    const { from, to, insert } = edit;
    if (
      insert !== '' ||
      from === to ||
      from !== lineStart(source, from) ||
      to !== lineStart(source, to)
    ) {
      return edit;
    }
    const above = /(?:^|\n)(\n*)$/.exec(source.slice(0, from))![1].length;
    const below = /^\n*/.exec(source.slice(to))![0].length;
    if (/:[ \t]*(?:#.*)?\n$/.test(source.slice(0, from))) {
      // No blank line is left below the head of a block.
      return { ...edit, to: to + below };
    }
    const wider = from - Math.min(above, below);
    return i > 0 && edits[i - 1].to > wider ? edit : { ...edit, from: wider };
  });
}
