import type { IEdit } from '../../edit';
import { indentationAt, lineStart } from '../../lines';
import { attributeReads, attributeStore } from '../../python/attributes';
import { argumentsOf } from '../../python/calls';
import { exitsOf } from '../../python/exits';
import { managersOf } from '../../python/managers';
import type { SyntaxNode } from '../../python/node';
import type { ICodeCell, Program } from '../../python/program';
import { readsOf } from '../../python/reads';
import { valueOf } from '../../python/values';
import type {
  IAsyncAttribute,
  IAsyncEntering,
  IAsyncLibrary,
  IAsyncMaker,
  IAsyncMethod,
  IAsyncType
} from '../../recipes/asyncLibrary';
import { asyncArguments } from './asyncArguments';
import type { ISite } from '../effects';
import { importedModule } from '../importedModule';
import { joinedEdits } from '../joinedEdits';
import { makeIterationAsync } from '../makeIterationAsync';
import { awaitAround } from '../putAwait';

/**
 * Text around an expression.
 */
export interface IAround extends ISite {
  readonly open: string;
  readonly close: string;
}

/**
 * Follows an object of a blocking library from the call that makes it, and
 * gathers what has to change where its async twin takes its place: through
 * variables, `with`, methods that give more of it. It gives up where the object
 * goes where it cannot be followed, or where something is done with it that has
 * no twin.
 */
export class AsyncLibraryUses {
  constructor(
    private readonly _library: Pick<IAsyncLibrary, 'makers' | 'types'>,
    private readonly _program: Program,
    private readonly _client: string
  ) {}

  /**
   * Replaced stretches and insertions that are no `await`.
   */
  readonly edits: IEdit[] = [];

  /**
   * The imports that the edits take, one for each place that needs it.
   */
  readonly imports: IEdit[] = [];

  /**
   * What is written around expressions, `await` above all.
   */
  readonly around: IAround[] = [];

  /**
   * Places in which `await` must be allowed.
   */
  readonly places: ISite[] = [];

  /**
   * Every expression that gives the object, or more of it.
   */
  readonly values: ISite[] = [];

  /**
   * Defaults that the rewrite writes out.
   */
  readonly added = new Set<string>();

  /**
   * Follows what a call makes.
   *
   * @returns whether all of it has a twin
   */
  follow(call: SyntaxNode, home: ICodeCell): boolean {
    const maker = this._library.makers[nameOf(call, home, this._program) ?? ''];
    const callee = call.child('function')!;
    const to =
      maker === undefined
        ? null
        : maker.onClient === true
          ? { name: `${this._client}.${maker.to}`, edits: [] }
          : importedModule(maker.to, callee, home, this._program);
    if (to === null || !this._calls(call, maker, home)) {
      return false;
    }
    this.imports.push(...to.edits);
    this.edits.push({
      cell: home.cell.id,
      from: callee.from,
      to: callee.to,
      insert: to.name
    });
    return (
      this._value(call, home) &&
      this._settle() &&
      this._staysOpen() &&
      !this._unlessGiven.some(
        argument => this._given.has(argument) || this.added.has(argument)
      )
    );
  }

  /**
   * Follows what a call gives, where what takes the call's own place is written
   * by others.
   *
   * @param type - the class of what it gives
   * @returns whether all of it has a twin
   */
  followResult(call: SyntaxNode, home: ICodeCell, type: string): boolean {
    this._assumed.set(call, type);
    return this._value(call, home) && this._settle() && this._staysOpen();
  }

  private readonly _seen = new Set<SyntaxNode>();

  /**
   * The classes of expressions whose names do not tell.
   */
  private readonly _assumed = new Map<SyntaxNode, string>();

  /**
   * Identifiers that get the object.
   */
  private readonly _bound = new Set<SyntaxNode>();
  private readonly _reads: ISite[] = [];

  /**
   * The arguments of all calls, and those with which there is no twin.
   */
  private readonly _given = new Set<string>();
  private readonly _unlessGiven: string[] = [];

  /**
   * The object's uses behind a `with` that closes it.
   */
  private readonly _closedBy: SyntaxNode[] = [];

  private _typeOf(node: SyntaxNode, home: ICodeCell): IAsyncType | undefined {
    const type = this._className(node, home);
    return type === undefined ? undefined : this._library.types[type];
  }

  private _className(node: SyntaxNode, home: ICodeCell): string | undefined {
    const { kind, type } = valueOf(node, home, this._program);
    return kind === 'instance' && type !== undefined
      ? type
      : kind === 'unknown'
        ? this._assumed.get(node)
        : undefined;
  }

  /**
   * Notes that an expression gives what another one does.
   */
  private _sameAs(node: SyntaxNode, type: string | undefined): void {
    if (type !== undefined) {
      this._assumed.set(node, type);
    }
  }

  /**
   * What becomes of an expression that gives the object, or more of it.
   */
  private _value(node: SyntaxNode, home: ICodeCell): boolean {
    const type = this._typeOf(node, home);
    const parent = node.parent!;
    if (type === undefined) {
      return false;
    }
    if (this._seen.has(node)) {
      return true;
    }
    this._seen.add(node);
    this.values.push({ node, home });
    switch (parent.type) {
      case 'parenthesized_expression':
        this._sameAs(parent, this._className(node, home));
        return this._value(parent, home);
      case 'expression_statement':
        return parent.parts.length === 1;
      case 'attribute':
        return this._member(parent, type, home);
      case 'subscript':
        return (
          type.open === true &&
          parent.child('value') === node &&
          this._value(parent, home)
        );
      case 'assignment':
        return (
          node.field === 'right' &&
          parent.parent?.type === 'expression_statement' &&
          this._binds(parent.child('left')!, home, this._className(node, home))
        );
      case 'named_expression':
        this._sameAs(parent, this._className(node, home));
        return (
          this._binds(
            parent.child('name')!,
            home,
            this._className(node, home)
          ) && this._value(parent, home)
        );
      case 'with_item':
      case 'as_pattern':
        return this._entered(node, type, home);
      case 'for_statement':
        return (
          type.iterates === true &&
          node.field === 'right' &&
          this._iterates(parent, parent, home)
        );
      case 'for_in_clause':
        return (
          type.iterates === true &&
          node.field === 'right' &&
          (/^(?:list|set|dictionary)_comprehension$/.test(parent.parent!.type)
            ? this._iterates(parent, parent.parent!, home)
            : this._collected(node, home))
        );
      case 'comparison_operator':
        return / is (?:not )?None$/.test(parent.text);
      case 'argument_list':
        return this._closingAround(node, home) !== null
          ? this._closed(node, type, home)
          : type.list === undefined && type.iterates === true
            ? this._collected(node, home)
            : this._listed(node, type, home);
      default:
        return false;
    }
  }

  /**
   * A name, or an attribute of `self`, that gets the object: every place that
   * reads it.
   */
  private _binds(
    target: SyntaxNode,
    home: ICodeCell,
    type: string | undefined
  ): boolean {
    if (target.type === 'attribute') {
      const store = attributeStore(target, home, this._program);
      const reads =
        store?.isSetOnce === true ? attributeReads(store, this._program) : null;
      return (
        reads !== null && reads.every(read => this._value(read.node, read.home))
      );
    }
    if (target.type !== 'identifier') {
      return false;
    }
    this._bound.add(target);
    return readsOf(target, home, this._program).every(read => {
      this._reads.push(read);
      this._sameAs(read.node, type);
      return this._value(read.node, read.home);
    });
  }

  /**
   * Whether what was read under a name is the object wherever it is read, or
   * nothing yet.
   */
  private _settle(): boolean {
    return this._reads.every(({ node, home }) =>
      this._program
        .resolve(node, home)
        .definitions.every(
          definition =>
            this._bound.has(definition.node) ||
            definition.value?.type === 'none'
        )
    );
  }

  private _member(
    member: SyntaxNode,
    type: IAsyncType,
    home: ICodeCell
  ): boolean {
    const name = member.child('attribute')!;
    const parent = member.parent!;
    if (parent.type === 'call' && parent.child('function') === member) {
      const method: IAsyncMethod | undefined =
        type.methods?.[name.text] ??
        (type.awaits?.includes(name.text) === true
          ? { await: true }
          : type.keeps?.includes(name.text) === true
            ? {}
            : undefined);
      return method !== undefined && this._method(parent, method, home);
    }
    if (parent.type === 'assignment' && member.field === 'left') {
      return this._stored(parent, member, type, home);
    }
    const change: IAsyncAttribute | undefined =
      type.changes?.[name.text] ??
      (type.attributes?.includes(name.text) === true
        ? { to: name.text }
        : undefined);
    if (change === undefined) {
      return type.open === true && this._value(member, home);
    }
    this._rename(name, change.to, home);
    if (change.around !== undefined) {
      const bare = STANDS_ALONE.has(parent.type);
      const [open, close] = (
        bare ? change.around.replace(/^\((.*)\)$/, '$1') : change.around
      ).split('{}');
      this.around.push({ node: member, home, open, close });
    }
    return (
      this._typeOf(member, home) === undefined || this._value(member, home)
    );
  }

  private _method(
    call: SyntaxNode,
    method: IAsyncMethod,
    home: ICodeCell
  ): boolean {
    const name = call.child('function')!.child('attribute')!;
    const [first] = argumentsOf(call);
    if (
      (method.unless !== undefined &&
        new RegExp(method.unless, 'i').test(
          first === undefined ? '' : textOf(first.value, home, this._program)
        )) ||
      !this._calls(call, method, home)
    ) {
      return false;
    }
    this._rename(name, method.to ?? name.text, home);
    const owner = this._className(
      call.child('function')!.child('object')!,
      home
    );
    this._sameAs(
      call,
      owner && this._program.libraries.methodGives(owner, name.text)
    );
    return this._typeOf(call, home) === undefined || this._value(call, home);
  }

  /**
   * A call that has a twin: its arguments, and `await` before it.
   */
  private _calls(
    call: SyntaxNode,
    how: IAsyncMaker | IAsyncMethod,
    home: ICodeCell
  ): boolean {
    const args = asyncArguments(call, how, home, this._program);
    if (args === null) {
      return false;
    }
    this.edits.push(...args.edits);
    this.imports.push(...args.imports);
    for (const [name, value] of Object.entries(how.adds ?? {})) {
      this.added.add(`${name}=${value}`);
    }
    for (const { node } of argumentsOf(call)) {
      this._given.add(node.text);
    }
    if ('unlessGiven' in how) {
      this._unlessGiven.push(...(how.unlessGiven ?? []));
    }
    if (
      how.await === true ||
      (how.await === 'unless entered' &&
        !isEntered(this._closingAround(call, home) ?? call))
    ) {
      if (call.parent!.type === 'await') {
        return false;
      }
      this._await(call, home);
    }
    return true;
  }

  private _await(node: SyntaxNode, home: ICodeCell): void {
    this.places.push({ node, home });
    this.around.push({ node, home, ...awaitAround(node) });
  }

  /**
   * `connection.autocommit = True`, which may be a method there.
   */
  private _stored(
    assignment: SyntaxNode,
    member: SyntaxNode,
    type: IAsyncType,
    home: ICodeCell
  ): boolean {
    const name = member.child('attribute')!;
    const value = assignment.child('right');
    const method = type.stores?.[name.text];
    if (
      method === undefined ||
      value === undefined ||
      assignment.parent?.type !== 'expression_statement'
    ) {
      return false;
    }
    if (method !== null) {
      const cell = home.cell.id;
      this.places.push({ node: assignment, home });
      this.around.push({
        node: assignment,
        home,
        open: 'await ',
        close: ')'
      });
      this.edits.push({
        cell,
        from: name.from,
        to: value.from,
        insert: `${method}(`
      });
    }
    return true;
  }

  private _rename(name: SyntaxNode, to: string, home: ICodeCell): void {
    if (name.text !== to) {
      this.edits.push({
        cell: home.cell.id,
        from: name.from,
        to: name.to,
        insert: to
      });
    }
  }

  private _iterates(
    loop: SyntaxNode,
    place: SyntaxNode,
    home: ICodeCell
  ): boolean {
    if (loop.isAsync) {
      return false;
    }
    this.places.push({ node: place, home });
    this.edits.push({
      cell: home.cell.id,
      from: loop.from,
      to: loop.from,
      insert: 'async '
    });
    return true;
  }

  /**
   * What reads an iterable to its end: a generator expression, `list`, `join`.
   */
  private _collected(node: SyntaxNode, home: ICodeCell): boolean {
    const iterated = makeIterationAsync(node, home, this._program);
    if (iterated === null || this.around.some(one => one.node === node)) {
      return false;
    }
    this.places.push({ node: iterated.place, home });
    this.edits.push(...iterated.edits);
    return true;
  }

  /**
   * `list(cursor)`, where the twin has a method for it.
   */
  private _listed(
    node: SyntaxNode,
    type: IAsyncType,
    home: ICodeCell
  ): boolean {
    const call = node.parent!.parent!;
    const callee = call.child('function');
    if (
      type.list === undefined ||
      call.type !== 'call' ||
      argumentsOf(call).length !== 1 ||
      this._program.qualifiedName(callee!, home)?.name !== 'builtins.list'
    ) {
      return false;
    }
    const cell = home.cell.id;
    if (this.around.some(one => one.node === node)) {
      this.around.unshift({ node, home, open: '(', close: ')' });
    }
    this._await(call, home);
    this.edits.push(
      { cell, from: call.from, to: node.from, insert: '' },
      { cell, from: node.to, to: call.to, insert: `.${type.list}()` }
    );
    return true;
  }

  /**
   * The call of `contextlib.closing` that is given an expression and nothing else.
   */
  private _closingAround(node: SyntaxNode, home: ICodeCell): SyntaxNode | null {
    const call = node.parent!.parent;
    return node.parent!.type === 'argument_list' &&
      call?.type === 'call' &&
      argumentsOf(call).length === 1 &&
      this._program.qualifiedName(call.child('function')!, home)?.name ===
        'contextlib.closing'
      ? call
      : null;
  }

  /**
   * `with closing(connect()) as name`, where all that leaving the twin does is to
   * close it: what the blocking library's own `with` keeps is lost in both.
   */
  private _closed(
    node: SyntaxNode,
    { enters }: IAsyncType,
    home: ICodeCell
  ): boolean {
    const closing = this._closingAround(node, home)!;
    const statement = closing.closest(({ type }) => type === 'with_statement');
    const alias = closing.parent!.child('alias');
    const name = alias?.parts[0] ?? alias;
    if (
      enters?.closes !== true ||
      enters.commit === undefined ||
      node.type !== 'call' ||
      !isEntered(closing) ||
      statement === null ||
      statement.isAsync ||
      managersOf(statement).length !== 1 ||
      (name !== undefined &&
        !this._binds(name, home, this._className(node, home)))
    ) {
      return false;
    }
    const cell = home.cell.id;
    this._closedBy.push(statement);
    this.places.push({ node: statement, home });
    this.edits.push(
      { cell, from: statement.from, to: statement.from, insert: 'async ' },
      { cell, from: closing.from, to: node.from, insert: '' },
      { cell, from: node.to, to: closing.to, insert: '' }
    );
    return true;
  }

  /**
   * `with … as name`.
   */
  private _entered(
    node: SyntaxNode,
    { enters }: IAsyncType,
    home: ICodeCell
  ): boolean {
    const statement = node.closest(({ type }) => type === 'with_statement')!;
    const alias = node.parent!.child('alias');
    const name = alias?.parts[0] ?? alias;
    if (
      enters === undefined ||
      statement.isAsync ||
      (enters.made === true && node.type !== 'call') ||
      !managersOf(statement).every(
        manager => manager === node || this._typeOf(manager, home) !== undefined
      ) ||
      (name !== undefined &&
        !this._binds(name, home, this._className(node, home))) ||
      !this._leaves(node, name, statement, enters, home)
    ) {
      return false;
    }
    this.places.push({ node: statement, home });
    this.edits.push({
      cell: home.cell.id,
      from: statement.from,
      to: statement.from,
      insert: 'async '
    });
    return true;
  }

  /**
   * Whether leaving a `with` may do there what it does not do here, or can be
   * made to do what it does here.
   */
  private _leaves(
    node: SyntaxNode,
    name: SyntaxNode | undefined,
    statement: SyntaxNode,
    { closes, commit }: IAsyncEntering,
    home: ICodeCell
  ): boolean {
    if (closes === true) {
      this._closedBy.push(statement);
      const outer = statement.closest(
        ({ type }) => type === 'for_statement' || type === 'while_statement'
      );
      if (node.type === 'identifier' && outer !== null) {
        return false;
      }
    }
    const entered = name ?? (node.type === 'identifier' ? node : undefined);
    const body = statement.child('body')!;
    if (commit === undefined || this._onlyReads(body, home)) {
      return true;
    }
    const last = body.parts[body.parts.length - 1];
    if (
      entered === undefined ||
      exitsOf(body).some(({ type }) => type !== 'raise_statement')
    ) {
      return false;
    }
    const { source, id } = home.cell;
    const { from } = body.parts[0];
    const indent = indentationAt(source, from);
    if (lineStart(source, from) + indent.length !== from) {
      return false;
    }
    this.edits.push({
      cell: id,
      from: last.to,
      to: last.to,
      insert: `\n${indent}await ${entered.text}.${commit}()`
    });
    return true;
  }

  /**
   * Whether the statements of the database in a block are known and change
   * nothing.
   */
  private _onlyReads(body: SyntaxNode, home: ICodeCell): boolean {
    return [...body.walk()].every(node => {
      const callee = node.type === 'call' ? node.child('function') : undefined;
      if (!/^execute/.test(callee?.child('attribute')?.text ?? '')) {
        return true;
      }
      const [first] = argumentsOf(node);
      return (
        first !== undefined &&
        /^\W*(?:select|explain|with|values|pragma table_info)\b/i.test(
          textOf(first.value, home, this._program).replace(/^[a-z]+/i, '')
        )
      );
    });
  }

  /**
   * Whether nothing but `close()` is done with the object behind a `with` that
   * closes it.
   */
  private _staysOpen(): boolean {
    return this._closedBy.every(statement =>
      this._reads.every(
        ({ node }) =>
          (node.source === statement.source && node.from < statement.to) ||
          (node.parent!.type === 'attribute' &&
            /^(?:close|closed)$/.test(node.parent!.child('attribute')!.text))
      )
    );
  }
}

/**
 * Where an expression needs no parentheses.
 */
const STANDS_ALONE = new Set([
  'if_statement',
  'elif_clause',
  'while_statement',
  'assignment',
  'conditional_expression',
  'return_statement',
  'argument_list',
  'keyword_argument',
  'expression_statement'
]);

/**
 * The dotted name of what a call calls.
 */
export function nameOf(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program
): string | null {
  const found = program.qualifiedName(call.child('function')!, home);
  return found && program.libraries.canonical(found.name);
}

function isEntered(call: SyntaxNode): boolean {
  return (
    call.parent!.type === 'with_item' ||
    (call.parent!.type === 'as_pattern' &&
      call.parent!.parent?.type === 'with_item')
  );
}

/**
 * The text of a string, also of one under a name.
 */
function textOf(node: SyntaxNode, home: ICodeCell, program: Program): string {
  if (node.type !== 'identifier') {
    return node.text;
  }
  const { definition } = program.resolve(node, home);
  return definition?.value?.text ?? '';
}

/**
 * The edits that write something around expressions: of two that begin at the
 * same place, the outer one first.
 */
export function aroundEdits(all: readonly IAround[]): IEdit[] {
  const opening = [...all].sort(
    (a, b) => a.node.from - b.node.from || b.node.to - a.node.to
  );
  const closing = [...all].sort(
    (a, b) => a.node.to - b.node.to || b.node.from - a.node.from
  );
  return joinedEdits([
    ...opening.map(({ home, node, open }) => ({
      cell: home.cell.id,
      from: node.from,
      to: node.from,
      insert: open
    })),
    ...closing.map(({ home, node, close }) => ({
      cell: home.cell.id,
      from: node.to,
      to: node.to,
      insert: close
    }))
  ]).filter(({ insert }) => insert !== '');
}
