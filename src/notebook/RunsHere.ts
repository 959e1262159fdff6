/**
 * Knows which cells show outputs of a run that was started in this view, and
 * not saved outputs, nor those of another person's run.
 */
export class RunsHere {
  /**
   * A run of `cell` was asked for here.
   */
  scheduled(cell: string): void {
    const asked = this._runs.get(cell)?.asked ?? 0;
    this._runs.set(cell, { asked: asked + 1, isAnswered: false });
    if (this._together === null) {
      const together = (this._together = new Set());
      // Cells that one action runs are scheduled without a pause.
      setTimeout(() => {
        if (this._together === together) {
          this._together = null;
        }
      });
    }
    this._together.add(cell);
    this._groups.set(cell, this._together);
  }

  /**
   * The cells, itself among them, that were asked to run together with `cell`,
   * and were not asked again since.
   */
  togetherWith(cell: string): ReadonlySet<string> {
    const group = this._groups.get(cell) ?? [];
    const same = [...group].filter(other => this._groups.get(other) === group);
    return new Set(same.length > 0 ? same : [cell]);
  }

  /**
   * A run of `cell` has begun.
   *
   * @returns whether it was asked for here.
   */
  begun(cell: string): boolean {
    const run = this._runs.get(cell);
    if (!run || run.asked === 0) {
      this._runs.delete(cell);
      return false;
    }
    this._runs.set(cell, { ...run, asked: run.asked - 1 });
    return true;
  }

  /**
   * The outputs of `cell` have changed.
   *
   * @param length - How many there are now.
   */
  outputsChanged(cell: string, length: number): void {
    const run = this._runs.get(cell);
    if (run && length > 0) {
      this._runs.set(cell, { ...run, isAnswered: true });
    } else if (run?.isAnswered) {
      // Cleared, or run again by somebody else, whose run is not told of where
      // the executor does not mark cells that run.
      this._runs.delete(cell);
    }
  }

  /**
   * Whether what `cell` shows comes from a run started here.
   */
  has(cell: string): boolean {
    return this._runs.has(cell);
  }

  /**
   * Forget all cells but these.
   */
  keep(cells: ReadonlySet<string>): void {
    for (const cell of this._runs.keys()) {
      if (!cells.has(cell)) {
        this._runs.delete(cell);
      }
    }
    for (const cell of this._groups.keys()) {
      if (!cells.has(cell)) {
        this._groups.delete(cell);
      }
    }
  }

  private readonly _runs = new Map<string, IRuns>();
  private readonly _groups = new Map<string, Set<string>>();
  private _together: Set<string> | null = null;
}

/**
 * What is known of the runs of one cell.
 */
interface IRuns {
  /**
   * How many were asked for here that have not begun.
   */
  readonly asked: number;

  /**
   * Whether the cell shows outputs of one.
   */
  readonly isAnswered: boolean;
}
