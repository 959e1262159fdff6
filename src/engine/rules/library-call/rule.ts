import type { IErrorOutput } from '../../evidence/errorOutput';
import { userFrameOf } from '../../evidence/userFrame';
import type { IFinding } from '../../finding';
import { offsetOfLine, positionOf } from '../../lines';
import type { ILibraryCall } from '../../python/libraryCalls';
import type { ILibraryLoop } from '../../python/libraryLoops';
import { loopsIn } from '../../python/libraryLoops';
import type { SyntaxNode } from '../../python/node';
import type { IDefinition } from '../../python/program';
import type { IValue } from '../../python/values';
import { valueOf } from '../../python/values';
import type { IRecipe } from '../../recipes/recipe';
import { awaitSites } from '../../rewrite/awaitSites';
import { iterateLibrary } from '../../rewrite/iterateLibrary';
import {
  isEnclosed,
  libraryRewrites,
  otherwiseRewrite
} from '../../rewrite/libraryRewrites';
import { cellLabel } from '../../rewrite/rerun';
import { shortened } from '../../rewrite/shortened';
import { threadCall } from '../../rewrite/threadCall';
import { calledOn, lineText } from '../calledOn';
import type { IShownCall } from '../libraryCallShownBy';
import { libraryCallShownBy } from '../libraryCallShownBy';
import type { IRule, IRuleContext } from '../rule';
import { runsOnLoop } from '../runsOnLoop';
import { explain } from './explain';

/**
 * A call that a library's recipe knows to start a loop, or to be refused where
 * one is running.
 */
export const libraryCall: IRule = {
  id: 'library-call',

  mayApply({ cells }) {
    return cells.some(
      ({ kind, source, outputs }) =>
        kind === 'code' &&
        (/\bimport\b/.test(source) ||
          outputs.some(output => output.output_type === 'error'))
    );
  },

  *find(context) {
    const proven = new Set<SyntaxNode>();
    const recipes = new Set<IRecipe>();
    for (const error of context.errors) {
      const request = unawaitedIn(error, context);
      if (request !== null) {
        yield unawaitedFinding(request, error, context);
      }
      const shown = libraryCallShownBy(error, context);
      if (shown === null) {
        continue;
      }
      recipes.add(shown.recipe);
      const { known, loop } = shown;
      if (known !== null) {
        proven.add(known.call);
        yield findingFor(known, error, context, shown.asyncOnly);
      } else if (loop !== null) {
        proven.add(loop.node);
        yield loopFinding(loop, error, context);
      } else {
        yield refused(shown, error, context);
      }
    }
    for (const known of context.libraryCalls) {
      const { call, entry, recipe, certain } = known;
      if (
        (entry.alone === true
          ? certain || recipes.has(recipe)
          : entry.alone === 'once refused' && recipes.has(recipe)) &&
        !proven.has(call) &&
        runsOnLoop(known, context)
      ) {
        yield findingFor({ ...known, certain: true }, undefined, context);
      }
    }
    // What iterating does is known once the library has refused something.
    for (const recipe of recipes) {
      for (const loop of loopsOf(recipe, context)) {
        if (
          !proven.has(loop.node) &&
          runsOnLoop({ call: loop.iterated, home: loop.home }, context)
        ) {
          yield loopFinding(loop, undefined, context);
        }
      }
    }
  },

  explain
};

/**
 * A call of a known library that gives something to await or to enter with
 * `async with`, of which an attribute or item of the result was read:
 * `session.get(url)` and then `response.json`. Null where the error says nothing
 * of the kind.
 */
function unawaitedIn(
  error: IErrorOutput,
  { program }: IRuleContext
): IValue | null {
  const [name] =
    /(?<=^AttributeError: .*object has no attribute ')\w+|(?<=^TypeError: .*)\bnot subscriptable$/.exec(
      `${error.name}: ${error.message}`
    ) ?? [];
  const frame = name === undefined ? 'unknown' : userFrameOf(error, program);
  if (typeof frame === 'string' || frame.below.length > 0) {
    return null;
  }
  const { source } = frame.home.cell;
  const values = [...frame.home.tree.root.walk()].flatMap(node => {
    const read =
      node.type === 'subscript' && name === 'not subscriptable'
        ? node.child('value')!
        : node.type === 'attribute' && node.child('attribute')!.text === name
          ? node.child('object')!
          : undefined;
    return read !== undefined &&
      positionOf(source, node.from).line <= frame.line &&
      frame.line <= positionOf(source, node.to).line
      ? valueOf(read, frame.home, program)
      : [];
  });
  return (
    values.find(
      ({ kind, type, made }) =>
        kind === 'instance' &&
        made.node.type === 'call' &&
        program.libraries.type(type ?? '')?.awaitable === true &&
        program.libraries.type(type!)!.awaited !== undefined
    ) ?? null
  );
}

function unawaitedFinding(
  { made, certain, through, type }: IValue,
  error: IErrorOutput,
  context: IRuleContext
): IFinding {
  const { node, home } = made;
  const rewrite = awaitSites(
    [made],
    error.cell.id,
    certain && !through.some(variable => isAwaited(variable, context)),
    context
  );
  return {
    rule: libraryCall.id,
    values: {
      library: '',
      isRequest: context.program.libraries.type(type!)?.enters === 'async with',
      call: shortened(node.text),
      line: positionOf(home.cell.source, node.from).line,
      magic: '',
      elsewhere: home.cell === error.cell ? '' : cellLabel(home)
    },
    cell: home.cell.id,
    from: node.from,
    to: node.to,
    shownIn: error.cell.id,
    evidence: 'error',
    matched: true,
    severity: 'error',
    rewrites: rewrite === null ? [] : [rewrite]
  };
}

/**
 * Whether a variable is awaited or entered somewhere as it is.
 */
function isAwaited({ name }: IDefinition, { program }: IRuleContext): boolean {
  return program
    .identifiers(name)
    .some(
      ({ node }) =>
        node.parent?.type === 'await' ||
        node.parent?.type === 'with_item' ||
        node.parent?.type === 'as_pattern'
    );
}

function loopsOf(recipe: IRecipe, { program }: IRuleContext): ILibraryLoop[] {
  return recipe.loops === undefined
    ? []
    : program.cells.flatMap(home => loopsIn(home, recipe, program, false));
}

/**
 * Something of the library that is iterated over.
 */
function loopFinding(
  loop: ILibraryLoop,
  error: IErrorOutput | undefined,
  context: IRuleContext
): IFinding {
  const { home, iterated, recipe } = loop;
  const shownIn = error?.cell.id ?? home.cell.id;
  const rewrite = isEnclosed(iterated, home, recipe, context.program)
    ? null
    : iterateLibrary(loop, shownIn, context);
  return {
    rule: libraryCall.id,
    values: {
      library: recipe.library,
      call: shortened(iterated.text),
      line: positionOf(home.cell.source, iterated.from).line,
      magic: home.masked.cellMagic ?? '',
      elsewhere: shownIn === home.cell.id ? '' : cellLabel(home)
    },
    cell: home.cell.id,
    from: iterated.from,
    to: iterated.to,
    shownIn,
    evidence: error === undefined ? 'code' : 'error',
    matched: true,
    severity: 'error',
    rewrites: rewrite === null ? [] : [rewrite]
  };
}

function findingFor(
  known: ILibraryCall,
  error: IErrorOutput | undefined,
  context: IRuleContext,
  asyncOnly = false
): IFinding {
  const { home, call, recipe } = known;
  const shownIn = error?.cell.id ?? home.cell.id;
  return {
    rule: libraryCall.id,
    values: {
      library: recipe.library,
      call: shortened(call.text),
      line: positionOf(home.cell.source, call.from).line,
      magic: home.masked.cellMagic ?? '',
      elsewhere: shownIn === home.cell.id ? '' : cellLabel(home),
      asyncOnly
    },
    cell: home.cell.id,
    from: call.from,
    to: call.to,
    shownIn,
    evidence: error === undefined ? 'code' : 'error',
    matched: true,
    severity: 'error',
    rewrites: libraryRewrites(known, shownIn, context).filter(
      ({ kind }) => !asyncOnly || kind === 'await'
    )
  };
}

/**
 * An error with which a library refuses a running loop, where no recipe knows
 * the call: in a thread there is no loop.
 */
function refused(
  { recipe, frame, asyncOnly }: IShownCall,
  error: IErrorOutput,
  context: IRuleContext
): IFinding {
  const { program } = context;
  const home =
    frame === 'unknown'
      ? program.cells.find(({ cell }) => cell === error.cell)!
      : frame.home;
  const { source, id } = home.cell;
  const call = frame === 'unknown' ? null : calledOn(frame, program);
  const from =
    call?.from ?? (frame === 'unknown' ? 0 : offsetOfLine(source, frame.line));
  const text = frame === 'unknown' ? '' : lineText(source, from);
  const { otherwise } = recipe;
  const awaited = call?.parent?.type === 'await';
  const rewrite =
    call &&
    !asyncOnly &&
    !awaited &&
    (otherwise === undefined
      ? threadCall(call, home, error.cell.id, context, { safe: false })
      : otherwiseRewrite(
          {
            recipe,
            entry: { call: '' },
            home,
            call,
            certain:
              program.qualifiedName(call.child('function')!, home)?.certain ===
              true
          },
          otherwise,
          error.cell.id,
          context
        ));
  return {
    rule: libraryCall.id,
    values: {
      library: recipe.library,
      call: shortened(call?.text ?? text),
      line: frame === 'unknown' ? 0 : positionOf(source, from).line,
      magic: home.masked.cellMagic ?? '',
      elsewhere: id === error.cell.id ? '' : cellLabel(home),
      asyncOnly,
      awaited
    },
    cell: id,
    from,
    to: call?.to ?? from + text.length,
    shownIn: error.cell.id,
    evidence: 'error',
    matched: frame !== 'unknown',
    severity: 'error',
    rewrites: rewrite ? [rewrite] : []
  };
}
