import type { IMaskedCell } from './magics';
import { maskMagics } from './magics';
import type { IPythonParser, ISyntaxTree } from './parser';

/**
 * A cell's text as Python: its syntax, and what in it is IPython's.
 *
 * The code that line magics run is read along with the rest; where it is no
 * simple statement (`%time for x in y: …`), the magics' lines are blanked out.
 */
export function readCell(
  source: string,
  parser: IPythonParser
): { masked: IMaskedCell; tree: ISyntaxTree } {
  const masked = maskMagics(source);
  const tree = parser.parse(masked.text);
  if (!tree.hasError || masked.lineMagics.every(({ code }) => code === null)) {
    return { masked, tree };
  }
  const blank = maskMagics(source, false);
  return { masked: blank, tree: parser.parse(blank.text) };
}
