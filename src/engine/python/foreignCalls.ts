import { argumentsOf } from './calls';
import { definitionOfCallee, isDecorated, ownNodes, some } from './coroutines';
import { givenFor } from './given';
import { enteredBy } from './loops';
import type { ILibraryCall } from './libraryCalls';
import type { SyntaxNode } from './node';
import { unparenthesized } from './node';
import { isPlainLibrary } from './plainLibraries';
import type { ICodeCell, IDefinition, IReference, Program } from './program';
import { basesOf } from './references';
import type { IStart } from './starts';

/**
 * The first place that runs code outside of the document of which nobody knows
 * whether it starts a loop: a plain call of a library that is not known, of
 * what such a library made, or a script. As written; null where there is none.
 *
 * What is awaited, or given to asyncio to run, needs no loop of its own.
 *
 * @param known - calls of libraries that start a loop, as recipes know
 */
export function foreignCall(
  starts: readonly IStart[],
  known: readonly ILibraryCall[],
  program: Program
): string | null {
  const script = program.cells
    .flatMap(({ masked }) => masked.lineMagics)
    .find(
      ({ name, rest }) =>
        name === 'run' || (name === 'load_ext' && !PLAIN_EXTENSION.test(rest))
    );
  if (script !== undefined) {
    return `%${script.name} ${script.rest}`;
  }
  if (!importsForeign(program)) {
    return null;
  }
  const origins = new Origins(program);
  const found = program
    .nodes('call')
    .find(
      ({ node, home }) =>
        (!known.some(({ call }) => call === node) &&
          origins.isForeign(node.child('function')!, home) &&
          !isForAsyncio(node, home, starts, program)) ||
        handsOn(node, home, origins, program)
    );
  return found?.node.text ?? null;
}

/**
 * Extensions of IPython that start no loop.
 */
const PLAIN_EXTENSION =
  /^(?:autoreload|autotime|line_profiler|memory_profiler|tensorboard|dotenv|watermark|Cython|cython|sql|cudf\.pandas|rpy2\.ipython|jupyter_black|nb_black|lab_black)\b/;

function importsForeign(program: Program): boolean {
  return ['import_statement', 'import_from_statement'].some(type =>
    program
      .nodes(type)
      .some(({ node }) =>
        type === 'import_statement'
          ? node.parts.some(part =>
              isForeignModule((part.child('name') ?? part).text)
            )
          : isForeignModule(node.child('module_name')?.text ?? '.')
      )
  );
}

function isForeignModule(module: string): boolean {
  return !/^nest_asyncio\d*\b/.test(module) && !isPlainLibrary(module);
}

/**
 * Whether a call is awaited, entered or iterated asynchronously, given to
 * asyncio, or a decorator; or makes a client that is asynchronous by its name.
 */
function isForAsyncio(
  call: SyntaxNode,
  home: ICodeCell,
  starts: readonly IStart[],
  program: Program
): boolean {
  if (/(?:^|\.)Async\w*$/.test(call.child('function')!.text)) {
    return true;
  }
  for (
    let node = call, outer = call.parent;
    outer !== null;
    node = outer, outer = outer.parent
  ) {
    switch (outer.type) {
      case 'await':
      case 'decorator':
        return true;
      case 'with_statement':
        return outer.isAsync;
      case 'for_statement':
      case 'for_in_clause':
        return outer.isAsync && node.field === 'right';
      case 'argument_list': {
        const callee = outer.parent!.child('function')!;
        return (
          starts.some(({ operand }) => operand === node) ||
          /^(?:asyncio\.|tqdm\..*\bgather$)/.test(
            program.qualifiedName(callee, home)?.name ?? ''
          ) ||
          callee.child('attribute')?.text === 'create_task'
        );
      }
      case 'list_comprehension':
      case 'generator_expression':
        if (node.field !== 'body') {
          return false;
        }
        break;
      case 'parenthesized_expression':
      case 'list':
      case 'tuple':
      case 'list_splat':
      case 'conditional_expression':
      case 'keyword_argument':
      case 'as_pattern':
      case 'with_item':
      case 'with_clause':
        break;
      default:
        return false;
    }
  }
  return false;
}

const CALLS_BACK =
  /^(?:builtins\.(?:map|filter|sorted|min|max)|functools\.(?:partial|reduce)|.*\.(?:apply|map|submit|pipe|transform|agg))$/;

/**
 * Whether a call is given a library's function and calls it.
 */
function handsOn(
  call: SyntaxNode,
  home: ICodeCell,
  origins: Origins,
  program: Program
): boolean {
  const callee = call.child('function')!;
  const name = program.qualifiedName(callee, home)?.name ?? `.${callee.text}`;
  return (
    CALLS_BACK.test(name) &&
    argumentsOf(call).some(
      ({ value }) =>
        /^(?:identifier|attribute)$/.test(value.type) &&
        origins.isForeign(value, home)
    )
  );
}

/**
 * Where values come from: from a library that is not known, or not.
 */
class Origins {
  constructor(private readonly _program: Program) {}

  /**
   * Whether the value may be a library's of which nothing is known.
   */
  isForeign(node: SyntaxNode, home: ICodeCell): boolean {
    const known = this._known.get(node);
    if (known !== undefined) {
      return known;
    }
    // A value made from itself is what it was made from before.
    this._known.set(node, false);
    const foreign = this._look(unparenthesized(node), home);
    this._known.set(node, foreign);
    return foreign;
  }

  private readonly _known = new Map<SyntaxNode, boolean>();

  private _look(node: SyntaxNode, home: ICodeCell): boolean {
    switch (node.type) {
      case 'identifier': {
        const { kind, definitions } = this._program.resolve(node, home);
        return kind === 'unbound'
          ? !/^(?:get_ipython|display|_+|_*\d+|In|Out|__\w+__)$/.test(node.text)
          : definitions.some(definition => this._isDefined(definition));
      }
      case 'attribute':
        return (
          this.isForeign(node.child('object')!, home) ||
          this._isAttribute(node.child('attribute')!.text)
        );
      case 'call':
        return this._isMade(node, home);
      case 'subscript':
        return this._stores() || this.isForeign(node.child('value')!, home);
      case 'keyword_argument':
        return this.isForeign(node.child('value')!, home);
      case 'lambda':
        return this.isForeign(node.child('body')!, home);
      default:
        return node.parts.some(part => this.isForeign(part, home));
    }
  }

  private _isMade(call: SyntaxNode, home: ICodeCell): boolean {
    const callee = call.child('function')!;
    const name = this._program.qualifiedName(callee, home)?.name ?? '';
    if (/^(?:builtins|functools|itertools|copy|operator)\./.test(name)) {
      return argumentsOf(call).some(({ value }) => this.isForeign(value, home));
    }
    const def = definitionOfCallee(callee, home, this._program)?.definition;
    return (
      this.isForeign(callee, home) ||
      (def?.kind === 'function' &&
        some(
          ownNodes(def.value!),
          node =>
            /^(?:return_statement|yield)$/.test(node.type) &&
            node.parts.some(part => this.isForeign(part, def.home))
        ))
    );
  }

  private _isDefined(definition: IDefinition): boolean {
    const { kind, value, home, node, imported } = definition;
    switch (kind) {
      case 'import':
      case 'from':
      case 'star':
        return isForeignModule(imported ?? '.');
      case 'function':
        return (
          isDecorated(value!) &&
          value!.parent!.parts.some(
            part => part.type === 'decorator' && this.isForeign(part, home)
          )
        );
      case 'class':
        return basesOf(value!).some(base => this.isForeign(base, home));
      case 'parameter':
        return this._isGiven(definition);
      case 'assignment':
      case 'target': {
        const source = value ?? enteredBy(node) ?? sourceOf(node);
        return (
          source !== undefined &&
          (this.isForeign(source, home) ||
            (value === undefined && this._stores()))
        );
      }
      default:
        return false;
    }
  }

  /**
   * What a parameter may be: what calls give for it; of `self`, its class; of
   * a function handed on to other code, anything.
   */
  private _isGiven(definition: IDefinition): boolean {
    const { node, home } = definition;
    const method = node.closest(outer => outer.type === 'class_definition');
    if (method !== null && /^(?:self|cls)$/.test(node.text)) {
      return basesOf(method).some(base => this.isForeign(base, home));
    }
    return (
      givenFor(definition, this._program)?.some(given =>
        this.isForeign(given.node, given.home)
      ) ?? true
    );
  }

  /**
   * Whether some object is given an attribute of this name that is foreign.
   */
  private _isAttribute(name: string): boolean {
    return this._assigned('attribute').some(
      ({ node, home }) =>
        node.child('left')!.child('attribute')!.text === name &&
        this.isForeign(node.child('right')!, home)
    );
  }

  /**
   * Whether something foreign is put into a list or a dict.
   */
  private _stores(): boolean {
    if (this._stored === undefined) {
      this._stored = false;
      this._stored =
        this._assigned('subscript').some(({ node, home }) =>
          this.isForeign(node.child('right')!, home)
        ) ||
        this._program
          .nodes('call')
          .some(
            ({ node, home }) =>
              /^(?:append|add|extend|insert|put|put_nowait|setdefault|update)$/.test(
                node.child('function')!.child('attribute')?.text ?? ''
              ) &&
              argumentsOf(node).some(({ value }) => this.isForeign(value, home))
          );
    }
    return this._stored;
  }

  private _stored: boolean | undefined;

  private _assigned(type: string): IReference[] {
    return this._program
      .nodes('assignment')
      .filter(
        ({ node }) =>
          node.child('left')?.type === type && node.child('right') !== undefined
      );
  }
}

/**
 * What an unpacked name or a loop's variable comes out of.
 */
function sourceOf(node: SyntaxNode): SyntaxNode | undefined {
  return (
    node
      .closest(outer =>
        /^(?:assignment|augmented_assignment|for_statement|for_in_clause)$/.test(
          outer.type
        )
      )
      ?.child('right') ?? undefined
  );
}
