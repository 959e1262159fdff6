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
    ['await f(x) ** 2', '((await f(x)) ** 2)']
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

  it('takes type(x).y = 1 for an assignment', () => {
    const [statement] = parser.parse('type(x).y = 1').root.parts;
    expect(statement.parts[0].type).toBe('assignment');
    expect(statement.parts[0].child('right')!.text).toBe('1');
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

  it.each(['def f(:\n  pass', 'x = (1', 'asyncio.'])(
    'know that %j is no Python',
    source => {
      expect(parser.parse(source).hasError).toBe(true);
    }
  );

  it('are kept by text', () => {
    expect(parser.parse('x = 1')).toBe(parser.parse('x = 1'));
  });
});
