import type { ICell, IOutput } from '../document';

/**
 * Text that a cell shows.
 */
export interface IOutputText {
  readonly cell: ICell;

  /**
   * `result`: the value of the cell's last expression; `stdout`, `stderr`: what
   * the cell printed (Jupyter messaging, sections "Execution results" and
   * "Streams").
   */
  readonly channel: 'result' | 'stdout' | 'stderr';

  /**
   * Without ANSI colours.
   */
  readonly text: string;
}

/**
 * What a cell shows as text, in order; pieces of one stream that follow each
 * other as one.
 */
export function outputTextsOf(cell: ICell): IOutputText[] {
  const texts: { -readonly [K in keyof IOutputText]: IOutputText[K] }[] = [];
  for (const output of cell.outputs) {
    const channel = channelOf(output);
    if (channel === null) {
      continue;
    }
    const text = stripAnsi(textOf(output));
    const before = texts[texts.length - 1];
    if (before?.channel === channel && channel !== 'result') {
      before.text += text;
    } else {
      texts.push({ cell, channel, text });
    }
  }
  return texts;
}

function channelOf({
  output_type,
  name
}: IOutput): IOutputText['channel'] | null {
  switch (output_type) {
    case 'execute_result':
      return 'result';
    case 'stream':
      return name === 'stderr' ? 'stderr' : 'stdout';
    default:
      return null;
  }
}

function textOf({ output_type, text, data }: IOutput): string {
  const value =
    output_type === 'stream'
      ? text
      : (data as Record<string, unknown> | undefined)?.['text/plain'];
  return Array.isArray(value) ? value.join('') : String(value ?? '');
}

export function stripAnsi(text: string): string {
  // eslint-disable-next-line no-control-regex -- ANSI colours begin with ESC
  return text.replace(/\x1b\[[0-9;]*m/g, '');
}
