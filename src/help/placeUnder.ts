import type { Cell } from '@jupyterlab/cells';
import type { PanelLayout, Widget } from '@lumino/widgets';

/**
 * Put a widget under the outputs of a cell, as its child: it goes with the
 * cell wherever that is shown. The cell must be rendered (`cell.ready`).
 */
export function placeUnder(cell: Cell, widget: Widget): void {
  const layout = cell.layout as PanelLayout;
  const outputs = layout.widgets.findIndex(child =>
    child.hasClass('jp-Cell-outputWrapper')
  );
  const index = outputs < 0 ? layout.widgets.length - 1 : outputs + 1;
  layout.insertWidget(index, widget);
}
