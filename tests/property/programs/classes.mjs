/**
 * Classes, their instances, and uses of their members.
 */
import fc from 'fast-check';

import { expressions as e, useOf } from './expressions.mjs';
import { body, bodyLines } from './functions.mjs';
import { coroutine, SHAPES, writeCoroutine } from './starts.mjs';
import { block, write, writeAll } from './writing.mjs';

const CLASSES = ['Client', 'Store', 'Counter', 'Page'];
const INSTANCES = ['client', 'store', 'counter', 'page'];
const MEMBERS = ['get', 'put', 'size', 'scan'];
const DUNDERS = ['__call__', '__len__', '__getitem__'];

const choice = fc.nat({ max: 11 });

const memberKinds = fc.constantFrom(
  'method',
  'method',
  'method',
  'async',
  'async',
  'static',
  'class',
  'property',
  'dunder'
);

export const classDefinition = fc.record({
  inherits: fc.option(choice),
  init: fc.option(body, { freq: 3 }),
  attribute: fc.option(e, { freq: 3 }),
  keepsLoop: fc.nat({ max: 5 }),
  step: coroutine(e),
  members: fc.array(
    fc.record({ kind: memberKinds, body, pause: fc.boolean() }),
    { minLength: 1, maxLength: 4 }
  ),
  instance: fc.boolean(),
  called: fc.array(fc.tuple(e, choice), { maxLength: 2 })
});

const HEADS = {
  method: name => [`def ${name}(self, n):`],
  async: name => [`async def ${name}(self, n):`],
  static: name => ['@staticmethod', `def ${name}(n):`],
  class: name => ['@classmethod', `def ${name}(cls, n):`],
  property: name => ['@property', `def ${name}(self):`],
  dunder: name => [`def ${name}(self${name === '__len__' ? '' : ', n'}):`]
};

const RECEIVERS = { static: null, class: 'cls' };

/** A class, its base's members included where it has a base. */
export function writeClass(value, scope) {
  const { definitions } = scope;
  const order = definitions.functions.length;
  const name = definitions.fresh(CLASSES);
  const bases = definitions.classes.filter(c => !c.keepsLoop);
  const base =
    value.inherits === null || bases.length === 0
      ? null
      : bases[value.inherits % bases.length];
  const limit = base?.order ?? order;
  const outside = scope.with({ limit });
  const owner = {
    name,
    order,
    keepsLoop: false,
    init: { starts: base?.init.starts ?? false },
    members: []
  };
  const text = [`class ${name}${base === null ? '' : `(${base.name})`}:`];
  const inner = [];
  if (value.attribute !== null) {
    inner.push(
      `size_limit = ${write(value.attribute, outside.with({ mayBind: false }))}`,
      ''
    );
  }
  inner.push(...init(value, base, owner, outside));
  const inherited = new Map((base?.members ?? []).map(m => [m.name, m]));
  for (const [i, one] of value.members.entries()) {
    const { kind } = one;
    const memberName =
      kind === 'dunder' ? DUNDERS[i % DUNDERS.length] : MEMBERS[i];
    const former = inherited.get(memberName);
    if (former !== undefined && former.kind !== kind) {
      continue;
    }
    const siblings = owner.members.filter(m => !inherited.has(m.name));
    const own = outside.body(
      kind === 'async' ? 'async' : 'def',
      [kind === 'property' || memberName === '__len__' ? 'self.n' : 'n'],
      {
        self: {
          members: siblings,
          receiver: kind in RECEIVERS ? RECEIVERS[kind] : 'self'
        },
        limit,
        mayStart: kind !== 'async' && (former === undefined || former.starts)
      }
    );
    const above = former !== undefined && kind === 'method';
    if (above) {
      own.uses(former);
    }
    const wrap = memberName === '__len__' ? t => `abs(${t}) % 9` : undefined;
    inner.push(
      ...HEADS[kind](memberName),
      ...(one.pause && kind === 'async'
        ? block(['await asyncio.sleep(0)'])
        : []),
      ...(above ? block([`log.append(super().${memberName}(n))`]) : []),
      ...bodyLines(one.body, memberName, own, wrap),
      ''
    );
    owner.members.push({ name: memberName, kind, starts: own.frame.starts });
  }
  for (const [memberName, former] of inherited) {
    if (!owner.members.some(m => m.name === memberName)) {
      owner.members.push(former);
    }
  }
  text.push(...block(inner));
  definitions.classes.push(owner);
  // Functions that come later may call the class; those before it may not.
  definitions.functions.push({ name, kind: 'class', starts: false, order });
  if (value.instance) {
    text.push(...instanceOf(owner, scope));
  }
  return [
    ...text,
    ...value.called.flatMap(call => memberCall(call, owner, scope))
  ];
}

function init({ init: own, keepsLoop, step }, base, owner, scope) {
  if (own === null && base !== null) {
    return [];
  }
  const inner = scope.body('def', ['n'], { self: null });
  const first = own === null ? [] : [...writeAll(own.statements, inner)];
  const lines =
    base === null
      ? [...first, `self.n = ${own === null ? 'n' : write(own.result, inner)}`]
      : ['super().__init__(n)', ...first];
  const result = ['def __init__(self, n):'];
  owner.init = { starts: inner.frame.starts || (base?.init.starts ?? false) };
  if (keepsLoop !== 5 || base !== null || scope.definitions.style.currentLoop) {
    return [...result, ...block(lines), ''];
  }
  owner.keepsLoop = true;
  owner.members.push({ name: 'call', kind: 'method', starts: true });
  const method = scope.body('def', ['n'], { self: null });
  const { text, shape } = writeCoroutine(step, method);
  method.starts('complete');
  return [
    ...result,
    ...block([...lines, 'self.loop = asyncio.new_event_loop()']),
    '',
    'def call(self, n):',
    ...block([
      `return ${SHAPES[shape](`self.loop.run_until_complete(${text})`, step.pick)}`
    ]),
    '',
    'def close(self):',
    ...block(['self.loop.close()']),
    ''
  ];
}

function instanceOf(owner, scope) {
  const name = scope.definitions.fresh(INSTANCES);
  scope.uses(owner.init);
  scope.definitions.instances.push({ name, owner });
  return [`${name} = ${owner.name}(3)`];
}

/** A member used below the class. */
function memberCall([argument, how], owner, scope) {
  const members = owner.members.filter(m => m.kind !== 'async');
  if (members.length === 0) {
    return [];
  }
  const instance =
    scope.definitions.instances.find(i => i.owner === owner)?.name ??
    `${owner.name}(2)`;
  const use = useOf(
    members[how % members.length],
    instance,
    owner,
    argument,
    scope
  );
  return [how % 2 === 0 ? `log.append(${use})` : `y = ${use}`];
}
