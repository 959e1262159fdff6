import { element, plainText, richText } from './dom';

describe('richText', () => {
  it.each([
    ['no code', 'no code'],
    ['so `await` it', 'so <code>await</code> it'],
    ['`a` and `b`', '<code>a</code> and <code>b</code>'],
    ['`x < y`', '<code>x &lt; y</code>'],
    ['<b>not bold</b>', '&lt;b&gt;not bold&lt;/b&gt;'],
    ['a lone ` stays', 'a lone ` stays'],
    ['未运行。 `a。 b` 已完成', '未运行。<code>a。 b</code> 已完成'],
    ['', '']
  ])('%s', (text, html) => {
    expect(element('p', {}, ...richText(text)).innerHTML).toBe(html);
  });
});

describe('plainText', () => {
  it('drops the backticks', () => {
    expect(plainText('`load` starts a loop')).toBe('load starts a loop');
  });
});

describe('element', () => {
  it('leaves out what is null or false', () => {
    expect(
      element('button', { type: 'button', title: null, disabled: true }, 'x')
        .outerHTML
    ).toBe('<button type="button" disabled="">x</button>');
  });
});
