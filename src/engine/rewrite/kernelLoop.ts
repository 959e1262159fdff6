import type { IEdit } from '../edit';
import { indentationAt } from '../lines';
import { loopKind } from '../python/loops';
import type { SyntaxNode } from '../python/node';
import { statementOf, topLevelStatementOf } from '../python/node';
import type { ICodeCell, IDefinition, Program } from '../python/program';
import { runsAtOnce } from '../python/program';
import { classAround } from '../python/references';
import type { IThreadStart } from '../python/threads';
import { asyncioModule } from './asyncioModule';
import { standsAlone } from './runInBackground';
import { unusedName } from './unusedName';

/**
 * How a function that runs in a thread can name the loop that the thread was
 * started from, and what that takes.
 */
export interface ILoopAccess {
  readonly name: string;

  /**
   * The line that takes the loop, if none does so far.
   */
  readonly edits: readonly IEdit[];
}

/**
 * A name for the kernel's loop that is right at `site`: a variable that holds it
 * already, else a new one that is set above the code that starts the thread.
 *
 * @param site - in a function that runs in a thread, or anywhere else where no
 * loop is running
 * @param starts - the calls that start the thread
 * @param wanted - the name to give, where no other code uses it
 * @returns null where the loop cannot be taken above every start
 */
export function kernelLoopAt(
  site: SyntaxNode,
  home: ICodeCell,
  starts: readonly IThreadStart[],
  program: Program,
  wanted = ''
): ILoopAccess | null {
  const known =
    ownLoop(site, home, program) ?? knownLoop(site, home, starts, program);
  if (known !== null) {
    return { name: known, edits: [] };
  }
  const [start] = starts;
  if (start === undefined || !start.home.cell.editable) {
    return null;
  }
  const module = asyncioModule(
    start.call.child('function')!,
    start.home,
    program
  );
  const around = innermostShared(site, start, home);
  const statement =
    around === null ? topLevelStatementOf(start.call) : statementOf(start.call);
  if (
    module === null ||
    module.edits.length > 0 ||
    starts.some(other => other.home.tree.hasError) ||
    (around !== null && (starts.length > 1 || !around.isAsync)) ||
    !beginsLine(statement)
  ) {
    return null;
  }
  const name = wanted === '' ? unusedName('loop', program) : wanted;
  return {
    name,
    edits: [
      {
        cell: start.home.cell.id,
        from: statement.from,
        to: statement.from,
        insert: `${name} = ${module.name}.get_running_loop()\n${indentationAt(
          statement.source,
          statement.from
        )}`
      }
    ]
  };
}

function beginsLine(statement: SyntaxNode): boolean {
  const { source, from } = statement;
  return (
    standsAlone(statement) ||
    source.slice(source.lastIndexOf('\n', from - 1) + 1, from).trim() === ''
  );
}

/**
 * The function in which both the code and the call that starts its thread
 * stand, so that the one sees the other's variables.
 */
function innermostShared(
  site: SyntaxNode,
  { call, home: where }: IThreadStart,
  home: ICodeCell
): SyntaxNode | null {
  return where !== home
    ? null
    : call.closest(
        outer => outer.type === 'function_definition' && outer.contains(site)
      );
}

/**
 * `self.loop`, where the class around a method keeps the kernel's loop in it.
 */
function ownLoop(
  site: SyntaxNode,
  home: ICodeCell,
  program: Program
): string | null {
  const def = site.closest(({ type }) => type === 'function_definition');
  const owner = def && classAround(def);
  if (owner === null || def!.child('parameters')?.parts[0]?.text !== 'self') {
    return null;
  }
  const kept = [...owner.walk()].flatMap(node => {
    const left = node.type === 'assignment' ? node.child('left') : undefined;
    return left?.type === 'attribute' && left.child('object')!.text === 'self'
      ? left
      : [];
  });
  return (
    kept.find(
      attribute =>
        attribute.parent!.child('right')?.type === 'call' &&
        loopKind(attribute, home, program) === 'kernel' &&
        !def!.contains(attribute)
    )?.text ?? null
  );
}

/**
 * A variable of the notebook, or of a function around, that holds the kernel's
 * loop when the thread starts, and that means the same at `site`.
 */
function knownLoop(
  site: SyntaxNode,
  home: ICodeCell,
  starts: readonly IThreadStart[],
  program: Program
): string | null {
  const names = new Set<string>();
  for (
    let scope: {
      bindings: ReadonlyMap<string, unknown>;
      parent: unknown;
    } | null = home.scopes.scopeOf(site);
    scope !== null;
    scope = scope.parent as typeof scope
  ) {
    for (const name of scope.bindings.keys()) {
      names.add(name);
    }
  }
  for (const { scopes } of program.cells) {
    for (const name of scopes.module.bindings.keys()) {
      names.add(name);
    }
  }
  for (const name of names) {
    const { definitions, certain } = program.resolveName(name, site, home);
    if (
      certain &&
      definitions.length > 0 &&
      definitions.every(definition =>
        holdsKernelLoop(definition, site, home, starts, program)
      )
    ) {
      return name;
    }
  }
  return null;
}

function holdsKernelLoop(
  { kind, value, node, home: where, conditional }: IDefinition,
  site: SyntaxNode,
  home: ICodeCell,
  starts: readonly IThreadStart[],
  program: Program
): boolean {
  if (
    kind !== 'assignment' ||
    value === undefined ||
    value.type !== 'call' ||
    conditional ||
    loopKind(value, where, program) !== 'kernel'
  ) {
    return false;
  }
  if (runsAtOnce(node, where)) {
    return starts.every(
      start =>
        where.index < start.home.index ||
        (where === start.home &&
          (node.from < start.call.from || !runsAtOnce(start.call, start.home)))
    );
  }
  // A variable of a function around: it must not be the thread's own.
  const owner = node.closest(outer => outer.type === 'function_definition');
  return (
    where === home &&
    owner !== null &&
    owner.isAsync &&
    owner.contains(site) &&
    starts.every(start => start.home === home && owner.contains(start.call))
  );
}
