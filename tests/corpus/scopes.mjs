/**
 * The engine's scopes in the words of `oracle.py`, and where the two differ.
 */

/** What CPython calls each scope, by the node that opens it. */
const NAMES = {
  lambda: 'lambda',
  list_comprehension: 'listcomp',
  set_comprehension: 'setcomp',
  dictionary_comprehension: 'dictcomp',
  generator_expression: 'genexpr'
};

/**
 * @param root - of a tree
 * @param scopes - its `CellScopes`
 */
export function tableOf(root, scopes) {
  const tables = new Map();
  const top = table('module', 'top', 0, scopes.module, tables);
  top.declared = new Set();
  const bound = new Set();
  const lines = lineCounter(root.source);
  const nodes = [...root.walk()].filter(node => !isAnnotation(node));
  for (const node of nodes) {
    const name = node.named ? (NAMES[node.type] ?? defined(node)) : undefined;
    if (name !== undefined) {
      const scope = scopes.scopeOf(node.child('body'));
      const kind = node.type === 'class_definition' ? 'class' : 'function';
      const own = table(kind, name, lines(node.from), scope, tables);
      tables.get(scope.parent).inner.push(own);
    }
  }
  for (const scope of tables.keys()) {
    scope.globals.forEach(name => top.declared.add(name));
    for (const bindings of scope.bindings.values()) {
      bindings.forEach(({ node }) => bound.add(node));
    }
  }
  for (const node of nodes) {
    if (isBareAnnotation(node)) {
      // It binds the name for Python, and gives it no value.
      const scope = scopes.scopeOf(node);
      tables.get(scope).names[node.child('left').text] ??= 'local';
    }
    if (node.type === 'identifier' && !bound.has(node) && isReference(node)) {
      const scope = scopes.scopeOf(node);
      tables.get(scope).names[node.text] ??= meaning(node, scope, scopes);
    }
  }
  return top;
}

function table(kind, name, line, scope, tables) {
  const names = Object.create(null);
  for (const bound of scope.bindings.keys()) {
    if (bound !== '*') {
      names[bound] = 'local';
    }
  }
  for (const free of scope.nonlocals) {
    names[free] = 'free';
  }
  for (const global of scope.globals) {
    names[global] = 'global';
  }
  const own = { kind, name, line, names, inner: [] };
  tables.set(scope, own);
  return own;
}

function defined(node) {
  return /^(?:function|class)_definition$/.test(node.type)
    ? node.child('name').text
    : undefined;
}

function meaning(node, scope, scopes) {
  const home = scopes.lookup(node.text, node);
  if (scope === home && home !== scopes.module) {
    return 'local';
  }
  return home === scopes.module ? 'global' : 'free';
}

/** Whether an identifier that is bound nowhere by itself means a variable. */
function isReference(node) {
  const { parent, field } = node;
  switch (parent.type) {
    case 'attribute':
      return field !== 'attribute';
    case 'keyword_argument':
      return field !== 'name';
    case 'keyword_pattern':
      return parent.parts[0] !== node;
    case 'dotted_name':
      return (
        parent.parts[0] === node &&
        node.closest(outer => /import/.test(outer.type)) === null &&
        node.text !== '_'
      );
    case 'global_statement':
    case 'nonlocal_statement':
    case 'aliased_import':
      return false;
    default:
      return true;
  }
}

function isBareAnnotation(node) {
  return (
    node.type === 'assignment' &&
    node.child('right') === undefined &&
    node.child('left').type === 'identifier'
  );
}

/** Python reads annotations at another time, or never. */
function isAnnotation(node) {
  return (
    node.type === 'type' ||
    node.type === 'type_parameter' ||
    node.closest(
      outer => outer.type === 'type' || outer.type === 'type_parameter'
    ) !== null
  );
}

function lineCounter(source) {
  let line = 1;
  let at = 0;
  return offset => {
    for (; at < offset; at++) {
      line += source[at] === '\n' ? 1 : 0;
    }
    return line;
  };
}

/**
 * @param ours - of `tableOf`
 * @param theirs - of `oracle.py`
 * @returns {string[]} one sentence for each difference
 */
export function scopeDifferences(ours, theirs) {
  const found = [];
  const where = `${ours.name}, line ${ours.line}`;
  const inner = groups(theirs.inner);
  const { own, inlined } = withoutInlined(ours, inner);
  for (const [name, meant] of Object.entries(ours.names)) {
    if (name === '__class__' || name !== name.normalize('NFKC')) {
      // The one is bound by the compiler; names spelled in two ways that are
      // one for Python (PEP 3131) are two for the engine.
      continue;
    }
    const known = theirs.names[name];
    // A name that only functions bind, through `global`, is the module's too.
    const same =
      known === 'global' && meant === 'local' && ours.declared?.has(name);
    if (known !== meant && !same) {
      found.push(`${where}: ${name} is ${known ?? 'no name'}, not ${meant}`);
    }
  }
  for (const [name, meant] of Object.entries(theirs.names)) {
    const isOurs =
      name in ours.names || inlined.has(name) || otherSpelling(name, ours);
    if (meant === 'local' && !isOurs) {
      found.push(`${where}: ${name} is local, and nothing binds it`);
    }
  }
  for (const [place, scopes] of groups(own)) {
    const others = [...(inner.get(place) ?? [])];
    inner.delete(place);
    for (const scope of scopes) {
      // Scopes on one line are told apart by what they hold.
      const all = others.map(other => scopeDifferences(scope, other));
      const best = all.reduce(
        (a, b) => (b.length < a.length ? b : a),
        [...(all[0] ?? [`${place}: is no scope`])]
      );
      const same = all.findIndex(differences => differences.length === 0);
      others.splice(Math.max(same, 0), 1);
      found.push(...best);
    }
    found.push(...others.map(() => `${place}: is a scope`));
  }
  found.push(...[...inner.keys()].map(place => `${place}: is a scope`));
  return found;
}

function otherSpelling(name, { names }) {
  return Object.keys(names).some(own => own.normalize('NFKC') === name);
}

/**
 * Since Python 3.12 most comprehensions have no scope of their own (PEP 709):
 * their names, and the scopes in them, are those of the scope around.
 */
function withoutInlined({ inner }, theirs) {
  const own = [];
  const inlined = new Set();
  for (const scope of inner) {
    if (/^(?:list|set|dict)comp$/.test(scope.name) && !theirs.has(key(scope))) {
      const below = withoutInlined(scope, theirs);
      own.push(...below.own);
      Object.keys(scope.names).forEach(name => inlined.add(name));
      below.inlined.forEach(name => inlined.add(name));
    } else {
      own.push(scope);
    }
  }
  return { own, inlined };
}

const key = ({ kind, name, line }) => `${kind} ${name}, line ${line}`;

function groups(scopes) {
  const found = new Map();
  for (const scope of scopes) {
    const same = found.get(key(scope)) ?? [];
    same.push(scope);
    found.set(key(scope), same);
  }
  return found;
}
