import { SyntaxNode } from './node';
import type { IPythonParser } from './parser';
import { loadParser } from './parser';

let parser: IPythonParser;
beforeAll(async () => {
  parser = await loadParser();
});

/**
 * The expression with parentheses around every operation.
 */
function grouped(node: SyntaxNode): string {
  const parts = node.parts.map(grouped);
  switch (node.type) {
    case 'module':
    case 'expression_statement':
    case 'parenthesized_expression':
      return parts.join(' ');
    case 'await':
      return `(await ${parts[0]})`;
    case 'unary_operator':
      return `(${node.children[0].text}${parts[0]})`;
    case 'not_operator':
      return `(not ${parts[0]})`;
    case 'binary_operator':
    case 'boolean_operator':
      return `(${parts[0]} ${node.child('operator')!.text} ${parts[1]})`;
    default:
      return node.text;
  }
}

describe('the parser reads await as Python does', () => {
  it.each([
    ['await x ** 2', '((await x) ** 2)'],
    ['-await x ** 2', '(-((await x) ** 2))'],
    ['await x ** 2 ** y', '((await x) ** (2 ** y))'],
    ['await x ** -2', '((await x) ** (-2))'],
    ['2 ** await x ** 3', '(2 ** ((await x) ** 3))'],
    ['await a + b', '((await a) + b)'],
    ['not await a and b', '((not (await a)) and b)'],
    ['await (a ** b)', '(await (a ** b))'],
    ['await f(x) ** 2', '((await f(x)) ** 2)'],
    ['a ^ await b & c', '(a ^ ((await b) & c))'],
    ['a & b ^ c & d ^ e', '(((a & b) ^ (c & d)) ^ e)'],
    ['a | b & c ^ d', '(a | ((b & c) ^ d))'],
    ['(a ^ b) & c', '((a ^ b) & c)']
  ])('%s', (source, expected) => {
    const tree = parser.parse(source);
    expect(tree.hasError).toBe(false);
    expect(grouped(tree.root)).toBe(expected);
  });
});

describe('the tree is what Python says where the grammar errs', () => {
  it('unpacks the whole of *k.v()', () => {
    const [statement] = parser.parse('x = *a, *k.v()').root.parts;
    const splats = [...statement.walk()].filter(n => n.type === 'list_splat');
    expect(splats.map(n => n.text)).toEqual(['*a', '*k.v()']);
    expect(splats[1].parts[0].type).toBe('call');
  });

  it.each([
    ['x = *a | b, c', 'list_splat', '*a | b'],
    ['(x := a if b else c)', 'named_expression', 'x := a if b else c'],
    ['y = -await\\\n x ** 2', 'await', 'await\\\n x']
  ])('%j has %s %j', (source, type, expected) => {
    const nodes = [...parser.parse(source).root.walk()];
    expect(nodes.find(node => node.type === type)!.text).toBe(expected);
  });

  it('takes type(x).y = 1 for an assignment', () => {
    const [statement] = parser.parse('type(x).y = 1').root.parts;
    expect(statement.parts[0].type).toBe('assignment');
    expect(statement.parts[0].child('right')!.text).toBe('1');
  });

  it.each([
    ['type(x).y = z[0]', 'call'],
    ['type(x).y: int = z[0]', 'call'],
    ['type(x)[1] = z[0]', 'call'],
    ['print >> z[0]', 'binary_operator']
  ])('keeps what is in %s', (source, type) => {
    const { root, hasError } = parser.parse(source);
    const nodes = [...root.walk()];
    expect(hasError).toBe(false);
    expect(nodes.some(node => node.type === type)).toBe(true);
    expect(nodes.some(node => node.type === 'subscript')).toBe(true);
    expect(root.text).toBe(source);
  });

  it.each(['f"{x:=9}"', 'f"{title:=^60}"', 'f"{title:={width}}"'])(
    'sees no walrus in %s',
    source => {
      const { root, hasError } = parser.parse(source);
      const types = [...root.walk()].map(({ type }) => type);
      expect(hasError).toBe(false);
      expect(types).toContain('format_specifier');
      expect(types).not.toContain('named_expression');
    }
  );

  it.each([
    'def f():\n    x = (a +  # one\nb.\nc)\n    await x',
    'if a:\n    f(key=\n"""a\n(""", **\nc)\n    await x'
  ])('reads lines in brackets however they are indented: %j', source => {
    const { root, hasError } = parser.parse(source);
    expect(hasError).toBe(false);
    expect([...root.walk()].find(n => n.type === 'await')!.text).toBe(
      'await x'
    );
  });

  it('leaves type X = int alone', () => {
    const [statement] = parser.parse('type X = int').root.parts;
    expect(statement.type).toBe('type_alias_statement');
  });
});

describe('trees', () => {
  it('count in UTF-16 units', () => {
    const { root } = parser.parse('"😀é"; asyncio.run(f())');
    const call = [...root.walk()].find(n => n.type === 'call')!;
    expect(call.text).toBe('asyncio.run(f())');
  });

  it.each([
    'def f(:\n  pass',
    'x = (1',
    'asyncio.',
    'def f():\n    x = a +\ny',
    '(a\nb)'
  ])('know that %j is no Python', source => {
    expect(parser.parse(source).hasError).toBe(true);
  });

  it('are kept by text', () => {
    expect(parser.parse('x = 1')).toBe(parser.parse('x = 1'));
  });
});

it('a text is parsed once, until all is forgotten', () => {
  const tree = parser.parse('kept = 1');
  expect(parser.parse('kept = 1')).toBe(tree);
  parser.forget();
  expect(parser.parse('kept = 1')).not.toBe(tree);
});
